namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>
/// The name of a namespace as a word of a text. It counts in two forms:
/// <list type="bullet">
/// <item>As a word of its own, as in <c>db.shop.svc</c> or <c>--namespace=shop</c>: for each namespace that moves.</item>
/// <item>Joined to other words by dashes, as in <c>shop-reader</c>: only for the namespace that the release itself leaves, since that is how charts build
/// names from <c>.Release.Namespace</c>, and words like data and web stand in many names. The name of a flag, <c>--shop-port=80</c>, is nobody's name.</item>
/// </list>
/// What the release, its chart or a subchart is called explains the word wherever it is part of that: a release <c>shop-web</c> in namespace <c>shop</c> has
/// <c>shop-web-cert</c>, which says nothing of the namespace. Where a release is called just as its namespace, as many are, the word counts only where
/// nothing but a namespace stands: at the end of a host name and before <c>.svc</c>, before the slash of <c>shop/web</c>, or where something beside it speaks
/// of a namespace.
/// </summary>
/// <param name="name">The name.</param>
/// <param name="isLeft">Whether it is the namespace that the release itself leaves.</param>
/// <param name="explained">What the release and its charts are called.</param>
internal sealed class NamespaceWord(string name, bool isLeft, IReadOnlyCollection<string> explained)
{
    public string Name => name;

    public bool IsLeft => isLeft;

    /// <summary>Whether a text names the namespace.</summary>
    public bool IsIn(TextPlace place)
    {
        var text = place.Text;
        bool? speaksOfOne = place.SpeaksOfNamespace ? true : null;
        for (
            var at = text.IndexOf(name, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(name, at + 1, StringComparison.Ordinal)
        )
        {
            if (!IsWord(text, at, name.Length))
            {
                continue;
            }

            var isWhole = !HasDash(text, at - 1) && !HasDash(text, at + name.Length);
            if (!isWhole && (!isLeft || IsFlag(text, at)))
            {
                continue;
            }

            if (!IsExplained(text, at))
            {
                return true;
            }

            speaksOfOne ??= text.Contains("namespace", StringComparison.OrdinalIgnoreCase);
            if (isWhole && (speaksOfOne.Value || IsWhereNamespacesStand(place, at)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsExplained(string text, int at) =>
        explained.Any(known =>
        {
            for (var from = Math.Max(0, at + name.Length - known.Length); from <= at; from++)
            {
                if (
                    from + known.Length <= text.Length
                    && text.AsSpan(from, known.Length).SequenceEqual(known)
                    && IsWord(text, from, known.Length)
                )
                {
                    return true;
                }
            }

            return false;
        });

    private bool IsWhereNamespacesStand(TextPlace place, int at)
    {
        var before = place.Text.AsSpan(0, at);
        var after = place.Text.AsSpan(at + name.Length);
        var isHost =
            before.EndsWith('.') && (after is not ['.', ..] || after.StartsWith(".svc") || after.StartsWith(".pod"));
        var isPair = !place.IsImage && after is ['/', ..] && (before.IsEmpty || " =,'\"".Contains(before[^1]));
        return isHost || isPair || before.EndsWith("-n ");
    }

    private static bool IsFlag(string text, int at)
    {
        while (at > 0 && (IsOfWord(text[at - 1]) || text[at - 1] == '-'))
        {
            at--;
        }

        return text[at] == '-';
    }

    private static bool IsWord(string text, int at, int length) =>
        (at == 0 || !IsOfWord(text[at - 1])) && (at + length == text.Length || !IsOfWord(text[at + length]));

    private static bool HasDash(string text, int at) => at >= 0 && at < text.Length && text[at] == '-';

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
