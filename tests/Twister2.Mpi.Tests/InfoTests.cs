using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class InfoTests : RankTests
{
    [Fact]
    public void Hints_are_texts_by_key()
    {
        using var info = new Info { ["one"] = "1", ["two"] = "zwei ü" };
        info.Add("three", new string('x', 200));
        info["one"] = "eins";
        Assert.Equal(3, info.Count);
        Assert.Equal(["one", "three", "two"], info.Keys.Order());
        Assert.Equal(("eins", "zwei ü", 200), (info["one"], info["two"], info["three"].Length));
        Assert.True(info.TryGetValue("two", out string? two) && two == "zwei ü");
        Assert.False(info.TryGetValue("four", out _));
        Assert.Throws<KeyNotFoundException>(() => info["four"]);
        Assert.True(info.Remove("two"));
        Assert.False(info.Remove("two"));
        Assert.False(info.ContainsKey("two"));
        Assert.Equal(info.Keys.Order(), info.Select(entry => entry.Key).Order());
        Assert.Contains(new KeyValuePair<string, string>("one", "eins"), info);
    }

    [Fact]
    public void A_copy_has_a_life_of_its_own()
    {
        using var info = new Info { ["a"] = "1" };
        using var copy = info.Clone();
        info["a"] = "2";
        Assert.Equal("1", copy["a"]);
    }

    [Fact]
    public void Wrong_keys_and_use_after_the_end_are_refused()
    {
        var info = new Info();
        Assert.Throws<MpiException>(() => info[new string('k', 5000)] = "x");
        Assert.Throws<MpiException>(() => info["k"] = new string('x', 5000));
        Assert.Throws<ArgumentNullException>(() => info.TryGetValue(null!, out _));
        info.Dispose();
        info.Dispose();
        Assert.Equal(ErrorClass.Info, Assert.Throws<MpiException>(() => info.Count).ErrorClass);
        Assert.Equal(ErrorClass.Info, Assert.Throws<MpiException>(() => World.SetInfo(info)).ErrorClass);
    }

    [Fact]
    public void Communicators_take_and_give_hints()
    {
        using var info = new Info { ["mpi_assert_no_any_tag"] = "true", ["nonsense_of_tests"] = "1" };
        using var clone = World.Clone(info);
        Assert.Equal(Comparison.Congruent, Communicator.Compare(World, clone));
        clone.SetInfo(info);
        using var used = clone.GetInfo();
        if (used.TryGetValue("mpi_assert_no_any_tag", out string? value))
            Assert.Equal("true", value);
        Assert.True(used.Count >= 0);
        clone.Barrier();
        Assert.Throws<ArgumentNullException>(() => World.Clone(null!));
        Assert.Throws<ArgumentNullException>(() => World.SetInfo(null!));
    }
}
