using System.Text.Json.Serialization;

namespace Twister2.Bench;

/// <summary>How far ours may be behind the peer.</summary>
/// <param name="From">For work of this size and more, up to the next bar's.</param>
/// <param name="Ratio">Ours / peer at most; null when the difference counts.</param>
/// <param name="OverSeconds">Ours - peer at most; null when the ratio counts.</param>
sealed record Bar(
    [property: JsonPropertyName("from")] long From = 0,
    [property: JsonPropertyName("ratio")] double? Ratio = null,
    [property: JsonPropertyName("overSeconds")] double? OverSeconds = null)
{
    public bool Holds(double ours, double theirs) =>
        (Ratio is not { } ratio || ours <= ratio * theirs) && (OverSeconds is not { } over || ours - theirs <= over);

    public override string ToString() => Ratio is { } ratio ? $"{ratio:0.00}" : $"+{1e9 * OverSeconds:0} ns";
}
