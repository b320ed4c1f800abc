using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Sorting;

/// <summary>
/// Merges sorted inputs with log₂ k comparisons per record (Knuth 5.4.1): each inner node keeps the loser of the match below it, and only the path of the last winner is played again. The
/// bits of the inputs' records lie beside the tree; records are looked at only where these are equal. Equal records come in the order of the inputs.
/// </summary>
internal sealed class LoserTree<T>
{
    private readonly MergeInput<T>[] _inputs;
    private readonly SortOrder<T> _order;
    private readonly int[] _losers;
    private readonly ulong[] _bits;
    private readonly bool[] _ended;
    private int _winner;

    public LoserTree(MergeInput<T>[] inputs, SortOrder<T> order)
    {
        _inputs = inputs;
        _order = order;
        _losers = new int[Math.Max(inputs.Length, 1)];
        _bits = new ulong[inputs.Length];
        _ended = new bool[inputs.Length];
        for (int i = 0; i < inputs.Length; i++) Advance(i);
        _winner = inputs.Length == 0 ? -1 : Play(1);
    }

    /// <summary>Takes the next records in order; fewer than asked for only at the end.</summary>
    public int Take(Span<T> destination)
    {
        if (_winner < 0) return 0;
        int taken = 0;
        for (; taken < destination.Length && !_ended[_winner]; taken++)
        {
            destination[taken] = _inputs[_winner].Record;
            Advance(_winner);
            Replay();
        }
        return taken;
    }

    private void Advance(int input)
    {
        if (_inputs[input].MoveNext())
        {
            _bits[input] = _inputs[input].Bits;
            return;
        }
        _ended[input] = true;
        _bits[input] = ulong.MaxValue;
    }

    /// <summary>Plays all matches below a node, keeps the losers and returns the winner. Leaf i is node k + i.</summary>
    private int Play(int node)
    {
        if (node >= _inputs.Length) return node - _inputs.Length;
        int left = Play(2 * node), right = Play(2 * node + 1);
        bool rightWins = IsBefore(right, left);
        _losers[node] = rightWins ? left : right;
        return rightWins ? right : left;
    }

    private void Replay()
    {
        int winner = _winner;
        for (int node = (winner + _inputs.Length) >> 1; node > 0; node >>= 1)
        {
            int loser = _losers[node];
            if (!IsBefore(loser, winner)) continue;
            _losers[node] = winner;
            winner = loser;
        }
        _winner = winner;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsBefore(int a, int b) => _bits[a] != _bits[b] ? _bits[a] < _bits[b] : IsBeforeOfEqualBits(a, b);

    private bool IsBeforeOfEqualBits(int a, int b)
    {
        if (_ended[a] || _ended[b]) return !_ended[a];
        int order = _order.BitsDecide ? 0 : _order.Compare(in _inputs[a].Record, in _inputs[b].Record);
        return order != 0 ? order < 0 : a < b;
    }
}
