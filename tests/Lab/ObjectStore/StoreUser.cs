namespace ReleaseManager.Lab;

/// <summary>A user of the object store. The keys are for a store on loopback that ends with the test; they are no secret.</summary>
public sealed record StoreUser(string Name, string AccessKey, string SecretKey)
{
    /// <summary>Makes the buckets of the tests and may do anything in them.</summary>
    public static StoreUser Owner { get; } =
        new("owner", "LABOWNERACCESSKEY001", "lab-owner-secret-key-on-loopback-only-01");

    /// <summary>May do what a bucket's owner allows: nothing unless told.</summary>
    public static StoreUser Guest { get; } =
        new("guest", "LABGUESTACCESSKEY001", "lab-guest-secret-key-on-loopback-only-01");
}
