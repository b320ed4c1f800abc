namespace Twister2.Dataflow.Hashing;

/// <summary>
/// Keys on their way into one table while their slots come from memory. From the front lie those of which the probe is all there is to compare, from the back the others: so neither to
/// put them here nor to look them up takes a branch on what kind a key is, and words are short or long in no order that a branch could be predicted from.
/// </summary>
internal ref struct KeyBatch<TProbe>(ref TProbe probes, ref int places)
    where TProbe : unmanaged
{
    /// <summary>Enough to overlap misses, few enough to stay in the level-1 cache with what they are taken from.</summary>
    public const int Size = 128;

    /// <summary>The first of <see cref="Size"/> probes.</summary>
    public readonly ref TProbe Probes = ref probes;

    /// <summary>The first of as many: where the pair of each probe is.</summary>
    public readonly ref int Places = ref places;

    /// <summary>How many lie at the front.</summary>
    public int Whole;

    /// <summary>How many lie at the back.</summary>
    public int Others;
}
