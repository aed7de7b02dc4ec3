using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Http;

/// <summary>Answers watches: one JSON event a line, until the client leaves, the time is over or the cluster ends.</summary>
internal sealed class WatchStream(ClusterObjects objects, TimeProvider time)
{
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    public async Task SendAsync(ApiCall call, HttpResponse response, CancellationToken stop)
    {
        var channel = Channel.CreateUnbounded<StoreChange>(new UnboundedChannelOptions { SingleReader = true });
        var representation = call.Representation;
        var labels = LabelSelector.Parse(call.Text("labelSelector"));
        var fields = FieldSelector.Parse(call.Text("fieldSelector"), call.Target.Kind);
        var after = call.Number("resourceVersion") ?? 0;
        List<JsonObject> first = [];
        IReadOnlyList<StoreChange> missed = [];
        long revision;
        lock (objects.Store.Gate)
        {
            revision = objects.Store.Revision;
            if (call.Is("sendInitialEvents") || (after == 0 && call.Text("sendInitialEvents") is null))
            {
                var all = ListReader.Selected(call, objects.Store.All(call.Target.Kind.Storage), null);
                first.AddRange(all.Select(stored => Event("ADDED", call, stored, representation)));
                if (call.Is("sendInitialEvents"))
                {
                    first.Add(Bookmark(call, revision, initial: true));
                }

                after = revision;
            }
            else if (after == 0)
            {
                after = revision;
            }

            if (after < objects.Store.Oldest)
            {
                first.Add(TooOld(after));
                channel.Writer.Complete();
            }
            else
            {
                missed = objects.Store.Watch(after, channel.Writer);
            }
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var limit = new CancellationTokenSource(
            call.Number("timeoutSeconds") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : Longest,
            time
        );
        await using var ends = limit.Token.Register(over.Cancel);
        try
        {
            response.StatusCode = 200;
            response.ContentType = "application/json";
            await response.StartAsync(over.Token);
            foreach (var line in first.Concat(missed.Select(Shown).OfType<JsonObject>()))
            {
                await SendAsync(response, line, over.Token);
            }

            await response.Body.FlushAsync(over.Token);
            await FollowAsync(call, channel.Reader, response, Shown, over.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested || stop.IsCancellationRequested)
        {
            // A watch that is over just ends.
        }
        finally
        {
            lock (objects.Store.Gate)
            {
                objects.Store.Unwatch(channel.Writer);
            }
        }

        JsonObject? Shown(StoreChange change)
        {
            if (
                change.Storage != call.Target.Kind.Storage
                || (call.Target.Space is not null && change.Last.Namespace != call.Target.Space)
                || (call.Target.Name is not null && change.Last.Name != call.Target.Name)
            )
            {
                return null;
            }

            var was = change.Before is { } before && labels.Matches(before) && fields.Matches(before);
            var isNow = change.After is { } now && labels.Matches(now) && fields.Matches(now);
            return (was, isNow) switch
            {
                (false, false) => null,
                (false, true) => Event("ADDED", call, change.Last, representation),
                (true, true) => Event("MODIFIED", call, change.Last, representation),
                _ => Event("DELETED", call, change.Last, representation),
            };
        }
    }

    private async Task FollowAsync(
        ApiCall call,
        ChannelReader<StoreChange> changes,
        HttpResponse response,
        Func<StoreChange, JsonObject?> shown,
        CancellationToken stop
    )
    {
        var bookmarks = call.Is("allowWatchBookmarks");
        using var clock = new PeriodicTimer(BookmarkEvery, time);
        var ready = changes.WaitToReadAsync(stop).AsTask();
        var tick = clock.WaitForNextTickAsync(stop).AsTask();
        while (true)
        {
            if (await Task.WhenAny(ready, tick) == ready)
            {
                if (!await ready)
                {
                    return;
                }

                while (changes.TryRead(out var change))
                {
                    if (shown(change) is { } line)
                    {
                        await SendAsync(response, line, stop);
                    }
                }

                await response.Body.FlushAsync(stop);
                ready = changes.WaitToReadAsync(stop).AsTask();
            }
            else
            {
                await tick;
                if (bookmarks && !changes.TryPeek(out _))
                {
                    long revision;
                    lock (objects.Store.Gate)
                    {
                        // A change between the look and the lock would be older than the bookmark.
                        revision = changes.TryPeek(out _) ? 0 : objects.Store.Revision;
                    }

                    if (revision > 0)
                    {
                        await SendAsync(response, Bookmark(call, revision, initial: false), stop);
                        await response.Body.FlushAsync(stop);
                    }
                }

                tick = clock.WaitForNextTickAsync(stop).AsTask();
            }
        }
    }

    private JsonObject Event(string type, ApiCall call, StoredObject stored, Representation representation)
    {
        var json = stored.As(call.Target.ApiVersion);
        return new JsonObject
        {
            ["type"] = type,
            ["object"] = representation switch
            {
                Representation.Metadata => ListReader.MetadataOf(json),
                Representation.Table => TableView.Of(
                    call,
                    [json],
                    new JsonObject { ["resourceVersion"] = json.TextAt("metadata", "resourceVersion") },
                    objects.Now
                ),
                _ => json,
            },
        };
    }

    private static JsonObject Bookmark(ApiCall call, long revision, bool initial)
    {
        var metadata = new JsonObject
        {
            ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture),
            ["creationTimestamp"] = null,
        };
        if (initial)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        var partial = call.Representation == Representation.Metadata;
        return new JsonObject
        {
            ["type"] = "BOOKMARK",
            ["object"] = new JsonObject
            {
                ["kind"] = partial ? "PartialObjectMetadata" : call.Target.Kind.Kind.Kind,
                ["apiVersion"] = partial ? "meta.k8s.io/v1" : call.Target.ApiVersion,
                ["metadata"] = metadata,
            },
        };
    }

    private JsonObject TooOld(long after) =>
        new()
        {
            ["type"] = "ERROR",
            ["object"] = new ApiErrorException(
                410,
                "Expired",
                $"too old resource version: {after} ({objects.Store.Oldest})"
            ).ToStatus(),
        };

    private static async Task SendAsync(HttpResponse response, JsonObject line, CancellationToken stop)
    {
        await response.Body.WriteAsync(JsonText.Write(line), stop);
        await response.Body.WriteAsync("\n"u8.ToArray(), stop);
    }
}
