using Twister2.JobMaster;

namespace Twister2.Examples.TeraSort;

/// <summary>As strict as valsort: order within and between files, the number of records, and the sum of their CRC-32s.</summary>
internal static class Validator
{
    /// <summary>Each worker looks at its share of a folder; the result is that of all. Collective.</summary>
    public static Summary Look(WorkerEnvironment env, string folder)
    {
        Summary mine = default;
        foreach (ReadOnlyMemory<Record> chunk in RecordFiles.Find(env, folder).Read(env.Rank, env.WorkerCount)) mine.Add(chunk.Span);
        return env.Dataflow.AllReduce(mine, Summary.Join);
    }

    /// <summary>Prints what valsort prints, and whether it is right.</summary>
    public static bool Compare(in Summary expected, in Summary found)
    {
        Console.WriteLine($"Records: {found.Records:N0}\nChecksum: {found.Checksum:x}\nDuplicate keys: {found.Duplicates:N0}");
        bool isRight = true;
        if (found.Unordered > 0) Wrong($"{found.Unordered:N0} records are smaller than the one before; the first is record {found.FirstUnordered:N0}, counted from 0.", ref isRight);
        if (found.Records != expected.Records) Wrong($"There are {found.Records:N0} records; the input has {expected.Records:N0}.", ref isRight);
        if (found.Checksum != expected.Checksum) Wrong($"The checksum is {found.Checksum:x}; the input's is {expected.Checksum:x}.", ref isRight);
        Console.WriteLine(isRight ? "Verified: all records are in order, and they are those of the input." : "Verification failed.");
        return isRight;
    }

    private static void Wrong(string what, ref bool isRight)
    {
        Console.Error.WriteLine(what);
        isRight = false;
    }
}
