using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow;

/// <summary>A combiner that also takes words where they lie.</summary>
internal interface IWordCombiner<TValue>
{
    void Add(byte[] block, ReadOnlySpan<TextRange> words, TValue value);
}

/// <summary>The tables of a keyed operator whose keys are UTF-8 text.</summary>
internal sealed class TextCombiner<TValue, TReducer>(
    DataflowEnvironment env, string name, LogicalPlan plan, TReducer reducer, IDataPacker<KeyValuePair<Utf8Text, TValue>> packer)
    : KeyedCombiner<Utf8Text, TextProbe, StoredText, TValue, TextKeyTraits, TReducer>(env, name, plan, reducer, static () => new TextKeyTraits(), packer), IWordCombiner<TValue>
    where TReducer : struct, IReducer<TValue>
{
    [MethodImpl(Compiled.Once)]
    public void Add(byte[] block, ReadOnlySpan<TextRange> words, TValue value) => AddAll(new WordsOfOneValue<TValue>(block, words, value));
}
