using System.Globalization;
using System.Text;
using CsCheck;

namespace Twister2.Dataflow.Tests;

[Trait("ranks", "none")]
public sealed class Utf8TextTests
{
    private static readonly byte[] Letters = [0, 0x61, 0x62, 0x80, 0xFF];

    /// <summary>A few letters only, so that equal texts and common beginnings are frequent; at any place of a block.</summary>
    private static readonly Gen<Utf8Text> Texts = Gen.Select(Gen.Int[0, 4].Select(static i => Letters[i]).Array[0, 12], Gen.Int[0, 9], Gen.Int[0, 9], static (bytes, before, after) =>
        new Utf8Text([.. Enumerable.Repeat((byte)0xEE, before), .. bytes, .. Enumerable.Repeat((byte)0x11, after)], before, bytes.Length));

    [Fact]
    public void Is_compared_byte_by_byte() => Gen.Select(Texts, Texts).Sample((a, b) =>
    {
        int order = Math.Sign(a.Span.SequenceCompareTo(b.Span));
        Assert.Equal(order, Math.Sign(a.CompareTo(b)));
        bool[] expected = [order == 0, order != 0, order < 0, order > 0, order <= 0, order >= 0];
        bool[] operators = [a == b, a != b, a < b, a > b, a <= b, a >= b];
        Assert.Equal(expected, operators);
        Assert.Equal(order == 0, a.Equals(b));
        Assert.Equal(order == 0, a.Equals((object)b));
        if (order == 0) Assert.Equal(a.GetHashCode(), b.GetHashCode());
    }, iter: 5000);

    [Fact]
    public void The_order_of_valid_text_is_that_of_code_points()
    {
        string[] texts = ["", "A", "a", "aa", "b", "é", "€", "\uffff", "😀"];
        Assert.Equal(texts, texts.Reverse().Select(text => new Utf8Text(text)).Order().Select(text => text.ToString()));
    }

    [Fact]
    public void The_default_is_the_empty_text()
    {
        Utf8Text none = default;
        Assert.Equal(new Utf8Text(""), none);
        Assert.Equal(new Utf8Text("").GetHashCode(), none.GetHashCode());
        Assert.Equal(new Utf8Text("abc").Slice(1, 0), none);
        Assert.True(none.IsEmpty);
        Assert.Equal(0, none.Length);
        Assert.Equal("", none.ToString());
        Assert.Equal("", $"{none}");
        Assert.Equal(none, none.Slice(0, 0));
        Assert.Equal(none, none.ToOwned());
        Assert.True(none < new Utf8Text("\0"));
        Assert.False(none.Equals("")); // A text is no string.
    }

    [Fact]
    public void A_slice_is_a_view_of_the_same_block() => Gen.Select(Texts, Gen.Int[0, 12], Gen.Int[0, 12]).Sample((text, start, length) =>
    {
        if (start + length > text.Length)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => text.Slice(start, length));
            return;
        }
        Utf8Text slice = text.Slice(start, length);
        Assert.Same(text.Block, slice.Block);
        Assert.Equal(text.Span.Slice(start, length), slice.Span);
    });

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 4)]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    [InlineData(1, -1)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void What_is_not_inside_is_refused(int start, int length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Utf8Text(new byte[3], start, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Utf8Text("abc").Slice(start, length));
        Assert.Throws<ArgumentNullException>(() => new Utf8Text(null!, 0, 0));
    }

    [Fact]
    public void An_owned_text_keeps_no_larger_block()
    {
        byte[] block = new byte[1000];
        Utf8Text owned = new Utf8Text(block, 10, 20).ToOwned();
        Assert.Equal(20, owned.Block!.Length);
        Assert.Same(owned.Block, owned.ToOwned().Block);
        byte[] bytes = [1, 2, 3];
        Utf8Text copy = Utf8Text.CopyOf(bytes);
        bytes[0] = 9;
        Assert.Equal(Utf8Text.CopyOf([1, 2, 3]), copy);
    }

    [Fact]
    public void Becomes_a_string_in_which_broken_bytes_are_marked() => Gen.Byte.Array[0, 30].Sample(bytes =>
    {
        string expected = Encoding.UTF8.GetString(bytes);
        Utf8Text text = Utf8Text.CopyOf(bytes);
        Assert.Equal(expected, text.ToString());
        Assert.Equal(expected, text.ToString("anything", CultureInfo.InvariantCulture));
        Assert.Equal($"<{expected}>", $"<{text}>");
        Assert.Equal($"<{expected}>", string.Create(CultureInfo.InvariantCulture, $"<{text}>"));
    });

    [Fact]
    public void Formats_itself_where_there_is_room()
    {
        Utf8Text text = new("größe");
        char[] chars = new char[6];
        byte[] bytes = new byte[8];
        for (int room = 0; room <= 6; room++)
        {
            Assert.Equal(room >= 5, text.TryFormat(chars.AsSpan(0, room), out int written, default, null));
            if (room >= 5) Assert.Equal("größe", new string(chars, 0, written));
        }
        for (int room = 0; room <= 8; room++)
        {
            Assert.Equal(room >= 7, text.TryFormat(bytes.AsSpan(0, room), out int written, default, null));
            Assert.Equal(room >= 7 ? 7 : 0, written);
        }
        Assert.Equal("größe", Encoding.UTF8.GetString(bytes.AsSpan(0, 7)));
    }
}
