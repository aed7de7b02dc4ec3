using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Export;

/// <summary>What tells one content of a record from another without reading it: a write gives a new resourceVersion, a new object a new uid.</summary>
internal readonly record struct RecordKey(
    StorageDriver Driver,
    string Namespace,
    string ObjectName,
    string Uid,
    string ResourceVersion
);
