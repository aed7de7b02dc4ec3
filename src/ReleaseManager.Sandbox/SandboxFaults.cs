namespace ReleaseManager.Sandbox;

/// <summary>What goes wrong on purpose: answers that tests ask for in place of the real ones.</summary>
public sealed class SandboxFaults
{
    private readonly Lock _gate = new();
    private readonly List<SandboxFault> _faults = [];
    private readonly List<Func<SandboxRequest, bool>> _forbidden = [];

    /// <summary>The next requests that match are answered 429 with Retry-After.</summary>
    public void Throttle(int count, TimeSpan retryAfter, Func<SandboxRequest, bool>? matches = null) =>
        Add(new SandboxFault(SandboxFaultKind.Throttle, count, matches) { RetryAfter = retryAfter });

    /// <summary>The next requests that match are answered with this status code, for example 500 or 503.</summary>
    public void Fail(int count, int statusCode, Func<SandboxRequest, bool>? matches = null) =>
        Add(new SandboxFault(SandboxFaultKind.Fail, count, matches) { StatusCode = statusCode });

    /// <summary>The connection is cut before the next requests that match are looked at.</summary>
    public void Drop(int count, Func<SandboxRequest, bool>? matches = null) =>
        Add(new SandboxFault(SandboxFaultKind.Drop, count, matches));

    /// <summary>The next requests that match are carried out, but the connection is cut before they are answered.</summary>
    public void DropAnswer(int count, Func<SandboxRequest, bool>? matches = null) =>
        Add(new SandboxFault(SandboxFaultKind.DropAnswer, count, matches));

    /// <summary>The next requests that match are carried out, but their answers break off in the middle and the connection is cut.</summary>
    public void CutAnswer(int count, Func<SandboxRequest, bool>? matches = null) =>
        Add(new SandboxFault(SandboxFaultKind.CutAnswer, count, matches));

    /// <summary>The next requests that match are answered with 200 and this text as JSON, as something in front of the API might.</summary>
    public void Answer(int count, string body, Func<SandboxRequest, bool>? matches = null) =>
        Add(new SandboxFault(SandboxFaultKind.Answer, count, matches) { Body = body });

    /// <summary>Runs before the next requests that match are carried out; they wait for it.</summary>
    public void Before(
        int count,
        Func<SandboxRequest, CancellationToken, Task> action,
        Func<SandboxRequest, bool>? matches = null
    ) => Add(new SandboxFault(SandboxFaultKind.Before, count, matches) { Action = action });

    /// <summary>All requests that match are refused with 403, and access reviews say so, until <see cref="Clear"/>.</summary>
    public void Forbid(Func<SandboxRequest, bool> matches)
    {
        lock (_gate)
        {
            _forbidden.Add(matches);
        }
    }

    /// <summary>From here on nothing goes wrong.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
            _forbidden.Clear();
        }
    }

    internal bool Forbids(SandboxRequest request)
    {
        lock (_gate)
        {
            return _forbidden.Exists(matches => matches(request));
        }
    }

    internal SandboxFault? Take(SandboxRequest request)
    {
        lock (_gate)
        {
            var found = _faults.Find(fault => fault.Matches is null || fault.Matches(request));
            if (found is not null && --found.Remaining <= 0)
            {
                _faults.Remove(found);
            }

            return found;
        }
    }

    private void Add(SandboxFault fault)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fault.Remaining, nameof(fault));
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }
}
