namespace ReleaseManager.Core.Releases;

/// <summary>
/// Cuts YAML into tokens as goyaml v2 does (its <c>scannerc.go</c>, a translation of libyaml). YamlDotNet's parser follows
/// YAML 1.2 and refuses what charts render every day, for example a block scalar of blank lines.
/// </summary>
internal sealed class YamlScanner
{
    private const int LongestSimpleKey = 1024;

    private readonly YamlSource source;
    private readonly List<YamlToken> tokens = [];
    private readonly Stack<int> indents = [];
    private readonly List<SimpleKey> simpleKeys = [new()];
    private readonly Dictionary<int, int> simpleKeyLevels = [];
    private int head;
    private int consumed;
    private int indent = -1;
    private bool started;
    private bool simpleKeyAllowed = true;

    public YamlScanner(string yaml)
    {
        source = new YamlSource(yaml);
    }

    private int FlowLevel => simpleKeys.Count - 1;

    private int NextToken => consumed + tokens.Count - head;

    private SimpleKey Key
    {
        get => simpleKeys[^1];
        set => simpleKeys[^1] = value;
    }

    private bool InBlock => FlowLevel == 0;

    /// <summary>What is wrong, and where; what stands there is not told.</summary>
    /// <param name="line">From 0.</param>
    public static RecordException Malformed(int line) =>
        new("ManifestMalformed", $"It is not well-formed YAML at line {line + 1}.");

    /// <summary>What is nested deeper than allowed.</summary>
    public static RecordException TooDeep(int depth) =>
        new("ManifestTooDeep", $"It is nested deeper than {depth} levels.");

    /// <summary>The next token.</summary>
    public YamlToken Peek()
    {
        // A token may turn out to be a key only later: read on until the first one is settled.
        while (head == tokens.Count || (simpleKeyLevels.TryGetValue(consumed, out var level) && IsValid(level)))
        {
            Fetch();
        }

        return tokens[head];
    }

    /// <summary>The next token, which is then gone; the end of the stream stays.</summary>
    public YamlToken Take()
    {
        var token = Peek();
        if (token.Kind is YamlTokenKind.StreamEnd)
        {
            return token;
        }

        consumed++;
        if (++head == tokens.Count)
        {
            tokens.Clear();
            head = 0;
        }

        return token;
    }

    private void Fetch()
    {
        if (!started)
        {
            started = true;
            Add(YamlTokenKind.StreamStart);
            return;
        }

        ScanToNextToken();
        Unroll(source.Column);
        var next = source.Next;
        if (next is '\0')
        {
            FetchStreamEnd();
        }
        else if (source.Column == 0 && next is '%')
        {
            EndKeys();
            Add(YamlTagScanner.Directive(source));
        }
        else if (source.AtDocumentIndicator)
        {
            EndKeys();
            Add(next is '-' ? YamlTokenKind.DocumentStart : YamlTokenKind.DocumentEnd);
            source.Skip(3);
        }
        else
        {
            FetchInDocument(next, YamlSource.IsBlankOrEnd(source[1]));
        }
    }

    private void FetchInDocument(char next, bool alone)
    {
        switch (next)
        {
            case '[' or '{':
                FetchFlowStart(next);
                break;
            case ']' or '}':
                FetchFlowEnd(next);
                break;
            case ',':
                RemoveKey();
                simpleKeyAllowed = true;
                Indicator(YamlTokenKind.FlowEntry);
                break;
            case '-' when alone:
                FetchBlockEntry();
                break;
            case '?' when !InBlock || alone:
                FetchKey();
                break;
            case ':' when !InBlock || alone:
                FetchValue();
                break;
            case '*' or '&':
                StartContent();
                Add(YamlTagScanner.Anchor(source));
                break;
            case '!':
                StartContent();
                Add(YamlTagScanner.Tag(source));
                break;
            case '|' or '>' when InBlock:
                RemoveKey();
                simpleKeyAllowed = true;
                Add(YamlScalarScanner.Block(source, indent));
                break;
            case '\'' or '"':
                StartContent();
                Add(YamlScalarScanner.Quoted(source));
                break;
            case '-' or '?' or ':' when next is '-' || InBlock:
                FetchPlain();
                break;
            case '?' or ':' or '#' or '|' or '>' or '%' or '@' or '`' or ' ' or '\t':
                throw Malformed(source.Line);
            default:
                FetchPlain();
                break;
        }
    }

    private void FetchStreamEnd()
    {
        source.EndLine();
        EndKeys();
        Add(YamlTokenKind.StreamEnd);
    }

    private void FetchFlowStart(char next)
    {
        SaveKey();
        simpleKeys.Add(new SimpleKey { Token = NextToken });
        simpleKeyAllowed = true;
        Indicator(next is '[' ? YamlTokenKind.FlowSequenceStart : YamlTokenKind.FlowMappingStart);
    }

    private void FetchFlowEnd(char next)
    {
        RemoveKey();
        if (!InBlock)
        {
            // Where nothing inside could be a key this is the number of the opening bracket, which is then settled at once:
            // goyaml's way, seen where a collection without such a key is followed by a colon.
            simpleKeyLevels.Remove(Key.Token);
            simpleKeys.RemoveAt(FlowLevel);
        }

        simpleKeyAllowed = false;
        Indicator(next is ']' ? YamlTokenKind.FlowSequenceEnd : YamlTokenKind.FlowMappingEnd);
    }

    private void FetchBlockEntry()
    {
        // In a flow the parser finds the error and can tell where it began.
        if (InBlock)
        {
            RequireKeyAllowed();
            Roll(source.Column, -1, source.Line, YamlTokenKind.BlockSequenceStart);
        }

        RemoveKey();
        simpleKeyAllowed = true;
        Indicator(YamlTokenKind.BlockEntry);
    }

    private void FetchKey()
    {
        if (InBlock)
        {
            RequireKeyAllowed();
            Roll(source.Column, -1, source.Line, YamlTokenKind.BlockMappingStart);
        }

        RemoveKey();
        simpleKeyAllowed = InBlock;
        Indicator(YamlTokenKind.Key);
    }

    private void FetchValue()
    {
        if (IsValid(FlowLevel))
        {
            var key = Key;
            Insert(key.Token, new YamlToken(YamlTokenKind.Key, key.Line));
            Roll(key.Column, key.Token, key.Line, YamlTokenKind.BlockMappingStart);
            Forget();
            simpleKeyAllowed = false;
        }
        else
        {
            if (InBlock)
            {
                RequireKeyAllowed();
                Roll(source.Column, -1, source.Line, YamlTokenKind.BlockMappingStart);
            }

            simpleKeyAllowed = InBlock;
        }

        Indicator(YamlTokenKind.Value);
    }

    private void FetchPlain()
    {
        StartContent();
        Add(YamlScalarScanner.Plain(source, indent, InBlock, out var endedLine));
        simpleKeyAllowed = endedLine;
    }

    private void ScanToNextToken()
    {
        while (true)
        {
            // A tab is no indentation, so none where a key may start.
            while (source.Next is ' ' || (source.Next is '\t' && (!InBlock || !simpleKeyAllowed)))
            {
                source.Skip();
            }

            source.SkipComment();
            if (source.ReadBreak().Length == 0)
            {
                return;
            }

            simpleKeyAllowed |= InBlock;
        }
    }

    private void StartContent()
    {
        SaveKey();
        simpleKeyAllowed = false;
    }

    private void EndKeys()
    {
        Unroll(-1);
        RemoveKey();
        simpleKeyAllowed = false;
    }

    private void SaveKey()
    {
        if (!simpleKeyAllowed)
        {
            return;
        }

        RemoveKey();
        Key = new SimpleKey
        {
            IsPossible = true,
            IsRequired = InBlock && indent == source.Column,
            Token = NextToken,
            Index = source.Index,
            Line = source.Line,
            Column = source.Column,
        };
        simpleKeyLevels[Key.Token] = FlowLevel;
    }

    private void RemoveKey()
    {
        if (Key.IsPossible)
        {
            if (Key.IsRequired)
            {
                throw Malformed(Key.Line);
            }

            Forget();
        }
    }

    private void Forget()
    {
        simpleKeyLevels.Remove(Key.Token);
        Key = Key with { IsPossible = false };
    }

    // A simple key stands on one line and ends within 1024 characters.
    private bool IsValid(int level)
    {
        if (level >= simpleKeys.Count || !simpleKeys[level].IsPossible)
        {
            return false;
        }

        var key = simpleKeys[level];
        if (key.Line == source.Line && key.Index + LongestSimpleKey >= source.Index)
        {
            return true;
        }

        if (key.IsRequired)
        {
            throw Malformed(key.Line);
        }

        simpleKeys[level] = key with { IsPossible = false };
        return false;
    }

    private void RequireKeyAllowed()
    {
        if (!simpleKeyAllowed)
        {
            throw Malformed(source.Line);
        }
    }

    private void Roll(int column, int token, int line, YamlTokenKind kind)
    {
        if (InBlock && indent < column)
        {
            indents.Push(indent);
            indent = column;
            Insert(token, new YamlToken(kind, line));
        }
    }

    private void Unroll(int column)
    {
        while (InBlock && indent > column)
        {
            Add(YamlTokenKind.BlockEnd);
            indent = indents.Pop();
        }
    }

    private void Indicator(YamlTokenKind kind)
    {
        Add(kind);
        source.Skip();
    }

    private void Add(YamlTokenKind kind) => Add(new YamlToken(kind, source.Line));

    private void Add(YamlToken token) => tokens.Add(token);

    // Before a token that has been numbered; behind all where there is none, or it is gone.
    private void Insert(int number, YamlToken token) =>
        tokens.Insert(number < consumed ? tokens.Count : head + number - consumed, token);

    /// <summary>Where a key may have begun that no <c>?</c> announces.</summary>
    private readonly record struct SimpleKey
    {
        public bool IsPossible { get; init; }

        public bool IsRequired { get; init; }

        public int Token { get; init; }

        public int Index { get; init; }

        public int Line { get; init; }

        public int Column { get; init; }
    }
}
