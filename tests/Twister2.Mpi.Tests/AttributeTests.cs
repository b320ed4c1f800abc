using System.Runtime.CompilerServices;
using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class AttributeTests : RankTests
{
    [Fact]
    public void Objects_are_attached_to_communicators()
    {
        using var names = Attribute.Create<string>(AttributeDuplication.None);
        using var numbers = Attribute.Create<int>(AttributeDuplication.None);
        using var comm = World.Clone();
        Assert.Null(comm.Attributes[names]);
        Assert.False(comm.Attributes.TryGet(numbers, out _));
        comm.Attributes[names] = "one";
        comm.Attributes.Set(numbers, 7);
        Assert.Equal("one", comm.Attributes[names]);
        Assert.True(comm.Attributes.TryGet(numbers, out int number) && number == 7);
        comm.Attributes[names] = "two";
        Assert.True(comm.Attributes.TryGet(names, out string? name) && name == "two");
        comm.Attributes.Remove(names);
        comm.Attributes.Remove(names);
        comm.Attributes[numbers] = null;
        Assert.Null(comm.Attributes[names]);
        Assert.Null(comm.Attributes[numbers]);
        Assert.Throws<ArgumentException>(() => comm.Attributes[numbers] = "text");
        Assert.Throws<ArgumentNullException>(() => comm.Attributes[null!]);
        Assert.Equal(AttributeDuplication.None, names.Duplication);
    }

    [Fact]
    public void Clones_have_none_the_same_or_a_copy()
    {
        using var none = Attribute.Create<int[]>(AttributeDuplication.None);
        using var shallow = Attribute.Create<int[]>(AttributeDuplication.Shallow);
        using var deep = Attribute.Create<int[]>(AttributeDuplication.Deep, values => [.. values]);
        using var text = Attribute.Create<string>(AttributeDuplication.Deep);
        int[] value = [1, 2];
        using var comm = World.Clone();
        comm.Attributes[none] = value;
        comm.Attributes[shallow] = value;
        comm.Attributes[deep] = value;
        comm.Attributes[text] = "kept";
        using var clone = comm.Clone();
        Assert.Null(clone.Attributes[none]);
        Assert.Same(value, clone.Attributes[shallow]);
        Assert.NotSame(value, clone.Attributes[deep]);
        Assert.Equal(value, clone.Attributes[deep]);
        Assert.Equal("kept", clone.Attributes[text]);
        Assert.Throws<ArgumentException>(() => Attribute.Create<int[]>(AttributeDuplication.Deep));
    }

    [Fact]
    public void An_exception_in_a_copy_comes_out_of_the_clone()
    {
        using var broken = Attribute.Create<int[]>(AttributeDuplication.Deep, _ => throw new InvalidOperationException("no copy"));
        using var comm = Communicator.self.Clone();
        comm.Attributes[broken] = new[] { 1 };
        Assert.Equal("no copy", Assert.Throws<InvalidOperationException>(comm.Clone).Message);
        comm.Attributes.Remove(broken);
        comm.Clone().Dispose();
    }

    [Fact]
    public void Nothing_is_kept_after_the_communicators_end()
    {
        int before = Attribute.LiveValues;
        var value = AttachAndFree();
        Assert.Equal(before, Attribute.LiveValues);
        for (int i = 0; i < 10 && value.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(value.IsAlive);
    }

    [Fact]
    public void A_disposed_key_leaves_values_to_the_communicators_end()
    {
        int before = Attribute.LiveValues;
        var attribute = Attribute.Create<object>(AttributeDuplication.Shallow);
        var comm = World.Clone();
        comm.Attributes[attribute] = new object();
        attribute.Dispose();
        attribute.Dispose();
        Assert.Equal(ErrorClass.KeyValue, Assert.Throws<MpiException>(() => comm.Attributes[attribute]).ErrorClass);
        Assert.Equal(before + 1, Attribute.LiveValues);
        comm.Dispose();
        Assert.Equal(before, Attribute.LiveValues);
        using var other = Attribute.Create<object>(AttributeDuplication.None);
        Assert.Equal(ErrorClass.Communicator, Assert.Throws<MpiException>(() => comm.Attributes[other]).ErrorClass);
    }

    [Fact]
    public void The_world_says_what_the_job_is_like()
    {
        Assert.InRange(Environment.MaxTag, 32767, int.MaxValue);
        Communicator.self.ImmediateSend<int>(new[] { 1 }, Communicator.procNull, Environment.MaxTag).Wait();
        Assert.True(Environment.UniverseSize is null or >= 1);
        Assert.True(Environment.HostRank is null or >= 0);
        Assert.True(Environment.IORank is Communicator.anySource or >= 0);
        Assert.True(Environment.AppNumber is null or 0);
        if (World.Size == 1 && Environment.Library.Path is null)
            Assert.True(Environment.IsTimeGlobal);
        Assert.Equal(Environment.IsTimeGlobal, Environment.IsTimeGlobal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AttachAndFree()
    {
        using var shallow = Attribute.Create<object>(AttributeDuplication.Shallow);
        object value = new();
        using var comm = World.Clone();
        comm.Attributes[shallow] = new object();
        comm.Attributes[shallow] = value;
        using var clone = comm.Clone();
        return new WeakReference(value);
    }
}
