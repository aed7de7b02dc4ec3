using System.Security.Cryptography;
using System.Text;
using ReleaseManager.Core.Backends;
using Xunit;

namespace ReleaseManager.Contracts.Backends;

/// <summary>Every promise of <see cref="IBackend"/>; each implementation inherits it.</summary>
public abstract class BackendContract
{
    /// <summary>The place of this test, empty at its start; a new client of it with every call.</summary>
    protected abstract IBackend Open();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static TheoryData<string> GoodNames { get; } =
    ["a", "manager.json", "records/0a-B_c.d", "one/two/three/four", $"records/{new string('a', 128)}"];

    public static TheoryData<string> BadNames { get; } =
    [
        "",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "../a",
        "a/../b",
        "a/./b",
        ".hidden",
        "a/.hidden",
        "a.",
        "a./b",
        "a\\b",
        "C:\\a",
        "C:/a",
        "a b",
        "ä",
        "a\0",
        "a\n",
        "*",
        "a/b/c/d/e",
        new string('a', 129),
    ];

    [Theory]
    [MemberData(nameof(GoodNames))]
    public async Task What_was_created_is_read_back(string name)
    {
        Assert.True(await Open().CreateAsync(name, Bytes("content"), Stop));

        var read = await Open().ReadAsync(name, Stop);
        Assert.Equal("content", Encoding.UTF8.GetString(read!.Bytes.Span));
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task A_name_that_breaks_the_rule_is_refused(string name)
    {
        var backend = Open();
        await Assert.ThrowsAsync<ArgumentException>(() => backend.ReadAsync(name, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => backend.CreateAsync(name, Bytes("x"), Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => backend.ReplaceAsync(name, Bytes("x"), "tag", Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => backend.DeleteAsync([name], Stop));
        if (name.Length > 0)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => NamesAsync(name));
        }

        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task A_place_where_nothing_was_written_is_empty()
    {
        var backend = Open();
        Assert.Null(await backend.ReadAsync("records/a", Stop));
        Assert.False(await backend.ReplaceAsync("manager.json", Bytes("x"), "tag", Stop));
        await backend.DeleteAsync(["records/a"], Stop);
        await backend.DeleteAsync([], Stop);
        Assert.Empty(await NamesAsync());
        Assert.Empty(await NamesAsync("records"));
    }

    [Fact]
    public async Task An_empty_item_is_an_item()
    {
        Assert.True(await Open().CreateAsync("a", ReadOnlyMemory<byte>.Empty, Stop));
        Assert.Equal(0, (await Open().ReadAsync("a", Stop))!.Bytes.Length);
        Assert.False(await Open().CreateAsync("a", Bytes("x"), Stop));
    }

    [Fact]
    public async Task A_large_item_comes_back_byte_for_byte()
    {
        var content = RandomNumberGenerator.GetBytes((5 << 20) + 13);
        await Open().CreateAsync("records/large", content, Stop);
        Assert.True((await Open().ReadAsync("records/large", Stop))!.Bytes.Span.SequenceEqual(content));
    }

    [Fact]
    public async Task Create_leaves_an_item_that_is_there_as_it_is()
    {
        await Open().CreateAsync("a/b", Bytes("first"), Stop);
        Assert.False(await Open().CreateAsync("a/b", Bytes("second"), Stop));
        Assert.Equal("first", await TextAsync("a/b"));
    }

    [Fact]
    public async Task Of_many_who_create_the_same_item_exactly_one_wins()
    {
        await SkipWithoutExactWritesAsync();
        for (var round = 0; round < 20; round++)
        {
            var name = $"snapshots/{round}";
            var won = await TogetherAsync(16, who => Open().CreateAsync(name, Bytes($"writer {who}"), Stop));
            var winner = Assert.Single(won.Index(), one => one.Item).Index;
            Assert.Equal($"writer {winner}", await TextAsync(name));
        }
    }

    [Fact]
    public async Task Replace_writes_where_the_tag_is_that_of_the_item()
    {
        await Open().CreateAsync("manager.json", Bytes("one"), Stop);
        var tag = (await Open().ReadAsync("manager.json", Stop))!.Tag;
        Assert.True(await Open().ReplaceAsync("manager.json", Bytes("two"), tag, Stop));
        Assert.Equal("two", await TextAsync("manager.json"));
        Assert.NotEqual(tag, (await Open().ReadAsync("manager.json", Stop))!.Tag);
    }

    [Fact]
    public async Task Replace_writes_nothing_where_the_item_was_changed_meanwhile()
    {
        await Open().CreateAsync("manager.json", Bytes("one"), Stop);
        var tag = (await Open().ReadAsync("manager.json", Stop))!.Tag;
        await Open().ReplaceAsync("manager.json", Bytes("two"), tag, Stop);
        Assert.False(await Open().ReplaceAsync("manager.json", Bytes("three"), tag, Stop));
        Assert.Equal("two", await TextAsync("manager.json"));
    }

    [Fact]
    public async Task Replace_writes_nothing_where_the_item_was_removed_meanwhile()
    {
        await Open().CreateAsync("manager.json", Bytes("one"), Stop);
        var tag = (await Open().ReadAsync("manager.json", Stop))!.Tag;
        await Open().DeleteAsync(["manager.json"], Stop);
        Assert.False(await Open().ReplaceAsync("manager.json", Bytes("two"), tag, Stop));
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task Of_many_who_replace_the_same_content_exactly_one_wins()
    {
        await SkipWithoutExactWritesAsync();
        await Open().CreateAsync("manager.json", Bytes("start"), Stop);
        for (var round = 0; round < 10; round++)
        {
            var tag = (await Open().ReadAsync("manager.json", Stop))!.Tag;
            var text = $"round {round} writer ";
            var won = await TogetherAsync(8, who => Open().ReplaceAsync("manager.json", Bytes(text + who), tag, Stop));
            var winner = Assert.Single(won.Index(), one => one.Item).Index;
            Assert.Equal(text + winner, await TextAsync("manager.json"));
        }
    }

    [Fact]
    public async Task A_reader_sees_a_write_whole_or_not_at_all()
    {
        var contents = Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), 200_000 + i)).ToList();
        await Open().CreateAsync("manager.json", Bytes(contents[0]), Stop);
        var writing = WriteAllAsync();
        do
        {
            var text = await TextAsync("manager.json");
            Assert.Contains(text, contents);
        } while (!writing.IsCompleted);
        await writing;

        async Task WriteAllAsync()
        {
            await Task.Yield();
            var backend = Open();
            foreach (var content in contents.Skip(1))
            {
                var tag = (await backend.ReadAsync("manager.json", Stop))!.Tag;
                Assert.True(await backend.ReplaceAsync("manager.json", Bytes(content), tag, Stop));
            }
        }
    }

    [Fact]
    public async Task A_list_shows_all_items_under_a_folder_in_ordinal_order()
    {
        string[] names = ["b", "B", "a/b", "a-b", "a/b-c", "a/c/d/e", "aa/x", "a.json", "records/2", "records/10"];
        foreach (var name in names)
        {
            await Open().CreateAsync(name, Bytes(name), Stop);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync());
        Assert.Equal(["a/b", "a/b-c", "a/c/d/e"], await NamesAsync("a"));
        Assert.Equal(["a/c/d/e"], await NamesAsync("a/c"));
        Assert.Equal(["records/10", "records/2"], await NamesAsync("records"));
        Assert.Empty(await NamesAsync("recor"));
        Assert.Empty(await NamesAsync("b"));
    }

    [Fact]
    public async Task A_list_tells_sizes_and_times()
    {
        await Open().CreateAsync("a", Bytes("12345"), Stop);
        await foreach (var entry in Open().ListAsync("", Stop))
        {
            Assert.Equal(("a", 5L), (entry.Name, entry.Size));
            Assert.InRange(entry.Modified, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        }
    }

    [Fact]
    public async Task A_list_of_more_items_than_a_page_is_complete()
    {
        var names = Enumerable.Range(0, 1_100).Select(i => $"records/{i:D5}").ToList();
        await Parallel.ForEachAsync(
            names,
            Stop,
            async (name, stop) => await Open().CreateAsync(name, Bytes(name), stop)
        );
        Assert.Equal(names, await NamesAsync("records"));
        await Open().DeleteAsync(names, Stop);
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task Delete_removes_what_is_named_and_nothing_else()
    {
        foreach (var name in new[] { "records/a", "records/b", "listings/a", "manager.json" })
        {
            await Open().CreateAsync(name, Bytes(name), Stop);
        }

        await Open().DeleteAsync(["records/a", "listings/a", "listings/none", "none/at/all"], Stop);
        Assert.Equal(["manager.json", "records/b"], await NamesAsync());
        Assert.True(await Open().CreateAsync("records/a", Bytes("again"), Stop));
        Assert.Equal("again", await TextAsync("records/a"));
    }

    [Fact]
    public async Task Creating_while_others_delete_the_last_items_of_the_folder_works()
    {
        for (var round = 0; round < 25; round++)
        {
            await TogetherAsync(
                4,
                async who =>
                {
                    var name = $"records/{round}-{who}";
                    Assert.True(await Open().CreateAsync(name, Bytes("x"), Stop));
                    await Open().DeleteAsync([name], Stop);
                    return true;
                }
            );
        }

        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task A_cancelled_call_says_so_and_leaves_nothing_half_done()
    {
        var backend = Open();
        await backend.CreateAsync("a", Bytes("a"), Stop);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => backend.ReadAsync("a", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => backend.CreateAsync("b", Bytes("b"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            backend.ReplaceAsync("a", Bytes("b"), "t", cancelled)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => backend.DeleteAsync(["a"], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in backend.ListAsync("", cancelled)) { }
        });
        Assert.Equal(["a"], await NamesAsync());
    }

    [Fact]
    public async Task What_a_place_guarantees_is_the_same_at_every_call()
    {
        var guarantees = await Open().FindGuaranteesAsync(Stop);
        Assert.Equal(guarantees, await Open().FindGuaranteesAsync(Stop));
        Assert.Empty(await NamesAsync());
    }

    /// <summary>Skips what a place need not keep that ignores the conditions of writes.</summary>
    protected async Task SkipWithoutExactWritesAsync() =>
        Assert.SkipUnless(
            (await Open().FindGuaranteesAsync(Stop)).ExactWrites,
            "the place ignores conditions of writes"
        );

    protected async Task<List<string>> NamesAsync(string folder = "")
    {
        var names = new List<string>();
        await foreach (var entry in Open().ListAsync(folder, Stop))
        {
            names.Add(entry.Name);
        }

        return names;
    }

    protected async Task<string> TextAsync(string name) =>
        Encoding.UTF8.GetString((await Open().ReadAsync(name, Stop))!.Bytes.Span);

    /// <summary>Starts an action several times at the same moment, each on a thread of its own.</summary>
    private static async Task<T[]> TogetherAsync<T>(int count, Func<int, Task<T>> action)
    {
        using var start = new Barrier(count);
        return await Task.WhenAll(
            Enumerable
                .Range(0, count)
                .Select(who =>
                    Task.Factory.StartNew(
                            () =>
                            {
                                start.SignalAndWait(Stop);
                                return action(who);
                            },
                            Stop,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default
                        )
                        .Unwrap()
                )
        );
    }
}
