using System.Collections;

namespace Twister2.JobMaster;

/// <summary>A job's arguments. One that is missing is the user's mistake and is told as such.</summary>
internal sealed class JobArguments(IReadOnlyList<string> arguments) : IReadOnlyList<string>
{
    public int Count => arguments.Count;

    /// <exception cref="UsageException">There are not so many arguments.</exception>
    public string this[int index] => index < Count
        ? arguments[index]
        : throw new UsageException($"Argument {index + 1} of the job is missing: it was given {(Count == 0 ? "none" : string.Join(' ', arguments))}. Arguments stand behind the job's assembly.");

    public IEnumerator<string> GetEnumerator() => arguments.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
