using System.Text;
using CsCheck;

namespace Twister2.Tasks.Tests;

[Trait("ranks", "none")]
public sealed class TokenizerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" ,;\u00a0\u2028 ", "")]
    [InlineData("The quick, brown fox_jumps! over 2 dogs", "the|quick|brown|fox|jumps|over|2|dogs")]
    [InlineData("don't e-mail A1b2 x²y Ⅷ", "don|t|e|mail|a1b2|x|y")]
    [InlineData("ÄÖÜ Straße STRASSE ẞ", "äöü|straße|strasse|ß")]
    [InlineData("ΟΔΟΣ Σίσυφος", "οδοσ|σίσυφος")]
    [InlineData("ЖУК жук", "жук|жук")]
    [InlineData("Ǆ ǅ ﬀ", "ǆ|ǆ|ﬀ")]
    [InlineData("٣٤ ৪ 𝟘", "٣٤|৪|𝟘")]
    [InlineData("中文と English混在", "中文と|english混在")]
    [InlineData("𐐀𐐨 𝒜 😀 𞤀", "𐐨𐐨|𝒜|𞤢")]
    [InlineData("ǅABC€def½ghi", "ǆabc|def|ghi")]
    [InlineData("Cafe\u0301s Café", "cafe|s|café")]
    [InlineData("a\ufffdb a\u200db", "a|b|a|b")]
    [InlineData("@AZ[`az{/09:", "az|az|09")]
    public void Words_of_people(string text, string words) =>
        Assert.Equal(words.Split('|', StringSplitOptions.RemoveEmptyEntries), Recorded.AsStrings(Tokenizer.Words, text));

    /// <summary>The lower case of a dotted capital I is two code points; the invariant culture, which maps one to one, leaves it.</summary>
    [Fact]
    public void Turkish_letters_are_lowered_one_to_one() => Assert.Equal(["İstanbul", "ı", "i", "i"], Recorded.AsStrings(Tokenizer.Words, "İSTANBUL ı I i"));

    [Theory]
    [InlineData("", "")]
    [InlineData("  \t\0\u001f ", "")]
    [InlineData("To be,\tor\u000bNOT  to", "To|be,|or|NOT|to")]
    [InlineData("!\u007f \u00a0É", "!\u007f|\u00a0É")]
    public void Words_of_machines(string text, string words) =>
        Assert.Equal(words.Split('|', StringSplitOptions.RemoveEmptyEntries), Recorded.AsStrings(Tokenizer.SpaceSeparated, text));

    [Fact]
    public void Random_bytes_give_what_the_plain_tokenizers_give() =>
        Gen.Select(Gen.Int.Positive, Gen.Int[0, 200], Gen.Int[0, 80], Gen.Int[0, 80]).Sample((seed, length, before, after) =>
        {
            // What surrounds the text in its block would change a word if it were read.
            byte[] text = RandomText.Bytes(new Random(seed), length);
            byte around = (byte)"Q \u007f"[seed % 3];
            byte[] block = [.. Enumerable.Repeat(around, before), .. text, .. Enumerable.Repeat(around, after)];
            Utf8Text view = new(block, before, length);
            Assert.Equal(PlainText.Words(text).Hex(), Recorded.By(Tokenizer.Words, view).Hex());
            Assert.Equal(PlainText.SpaceSeparated(text).Hex(), Recorded.By(Tokenizer.SpaceSeparated, view).Hex());
        }, iter: 20_000, threads: 1);

    [Fact]
    public void Each_length_at_each_place_of_a_block()
    {
        byte[] text = RandomText.Bytes(new Random(5), 400);
        for (int length = 0; length <= 200; length++)
        {
            for (int offset = 0; offset < 66; offset++)
            {
                foreach (int after in (int[])[0, 1, 31, 64])
                {
                    Utf8Text view = new(text[..(offset + length + after)], offset, length);
                    Assert.Equal(PlainText.SpaceSeparated(view.Span.ToArray()).Hex(), Recorded.By(Tokenizer.SpaceSeparated, view).Hex());
                }
            }
        }
    }

    [Fact]
    public void Every_code_point_is_a_letter_or_a_separator_as_Unicode_says()
    {
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.IsValid(value)) continue;
            byte[] text = Encoding.UTF8.GetBytes($"a{new Rune(value)}B");
            List<byte[]> expected = PlainText.Words(text);
            List<Utf8Text> words = Recorded.By(Tokenizer.Words, new Utf8Text(text, 0, text.Length));
            if (!expected.Hex().SequenceEqual(words.Hex())) Assert.Fail($"U+{value:X4}: {string.Join('|', words)}");
        }
    }

    [Fact]
    public void A_code_point_cut_off_by_the_end_of_the_text_ends_a_word()
    {
        byte[] block = Encoding.UTF8.GetBytes("Aé中𐐀");
        for (int length = 0; length <= block.Length; length++)
            Assert.Equal(PlainText.Words(block[..length]).Hex(), Recorded.By(Tokenizer.Words, new Utf8Text(block, 0, length)).Hex());
    }

    [Theory]
    [InlineData((64 << 10) - 8)]
    [InlineData((64 << 10) + 1)]
    [InlineData(1_000_000)]
    public void Words_longer_than_a_block(int length)
    {
        string word = string.Concat(Enumerable.Range(0, length).Select(i => i % 3 == 0 ? 'X' : 'y'));
        Assert.Equal(["b", word.ToLowerInvariant(), "c", word[1..].ToLowerInvariant()], Recorded.AsStrings(Tokenizer.Words, $"B {word} C {word[1..]}"));
        Assert.Equal(["B", word], Recorded.AsStrings(Tokenizer.SpaceSeparated, $"B {word}"));
    }

    [Fact]
    public void Words_stay_as_they_are_when_more_text_is_tokenised() => Gen.Int.Positive.Sample(seed =>
    {
        Random random = new(seed);
        Utf8Text[] texts = [.. Enumerable.Range(0, 400).Select(_ => Utf8Text.CopyOf(RandomText.Bytes(random, random.Next(20) == 0 ? 20_000 : random.Next(200))))];
        List<Utf8Text> words = Recorded.By(Tokenizer.Words, texts);
        Assert.Equal(texts.SelectMany(text => PlainText.Words(text.Span.ToArray())).Hex(), words.Hex());
    }, iter: 15, threads: 1);

    [Fact]
    public void Threads_do_not_share_blocks()
    {
        List<Utf8Text>[] words = new List<Utf8Text>[4];
        Thread[] threads = [.. words.Select((_, i) => new Thread(() => words[i] = Recorded.By(Tokenizer.Words, TextOf(i))))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        for (int i = 0; i < words.Length; i++) Assert.Equal(PlainText.Words(TextOf(i).Span.ToArray()).Hex(), words[i].Hex());

        static Utf8Text TextOf(int i) => new(string.Concat(Enumerable.Range(0, 20_000).Select(n => $"Thread{i}Word{n} ")));
    }
}
