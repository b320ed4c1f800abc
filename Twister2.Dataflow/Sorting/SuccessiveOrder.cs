namespace Twister2.Dataflow.Sorting;

/// <summary>One order, and another for what is equal in it. The first one's bits decide for most records.</summary>
internal sealed class SuccessiveOrder<T>(SortOrder<T> first, SortOrder<T> next, bool isStable) : SortOrder<T>(isStable)
{
    public override SortOrder<T> Descending() => new SuccessiveOrder<T>(first.Descending(), next.Descending(), IsStable);

    public override SortOrder<T> Stable() => new SuccessiveOrder<T>(first, next, isStable: true);

    internal override bool BitsDecide => false;

    internal override SortOrder<T>[] Parts() => [.. first.Parts(), .. next.Parts()];

    internal override bool RunsUserCode => first.RunsUserCode || next.RunsUserCode;

    internal override void GetBits(ReadOnlySpan<T> records, Span<ulong> bits) => first.GetBits(records, bits);

    internal override int Compare(in T a, in T b)
    {
        int order = first.BitsDecide ? 0 : first.Compare(in a, in b);
        return order != 0 ? order : CompareByNext(in a, in b);
    }

    private int CompareByNext(in T a, in T b)
    {
        ulong bitsOfA = 0, bitsOfB = 0;
        next.GetBits(new ReadOnlySpan<T>(in a), new Span<ulong>(ref bitsOfA));
        next.GetBits(new ReadOnlySpan<T>(in b), new Span<ulong>(ref bitsOfB));
        int order = bitsOfA.CompareTo(bitsOfB);
        return order != 0 || next.BitsDecide ? order : next.Compare(in a, in b);
    }
}
