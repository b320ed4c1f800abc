using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Twister2.Tasks.Tests;

[Trait("ranks", "none")]
public sealed class Utf8LineWriterTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Texts_bytes_and_strings() =>
        Assert.Equal("text|bytes|größe €😀||", Written(line => line.Append(new Utf8Text("text")).Append('|').Append("bytes"u8).Append('|').Append("größe €😀").Append('|').Append("").Append(default(Utf8Text)).Append('|')));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_written_as_they_are()
    {
        byte[] noise = [0xFF, 0xC3, 0x00, 0x80];
        Assert.Equal(noise, WrittenBytes(line => line.Append(Utf8Text.CopyOf(noise))));
        Assert.Equal(noise, WrittenBytes(line => line.Append(noise)));
    }

    [Fact]
    public void Characters_beyond_ASCII() => Assert.Equal("aé€\ufffd", Written(line => line.Append('a').Append('é').Append('€').Append('\ud83d')));

    [Fact]
    public void Numbers_are_written_by_the_invariant_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NegativeSign = "minus" } };
        try
        {
            Assert.Equal("-12 1.5 1E-300 NaN 0.1 79228162514264337593543950335", Written(line => line.Append(-12).Append(' ').Append(1.5f).Append(' ').Append(1e-300)
                .Append(' ').Append(double.NaN).Append(' ').Append(0.1m).Append(' ').Append(decimal.MaxValue)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Other_values_that_format_themselves()
    {
        Guid id = Guid.NewGuid();
        Assert.Equal($"{id} 02/03/2026 04:05:06 1.02:03:04 {ulong.MaxValue}", Written(line => line.Append(id).Append(' ').Append(new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc)).Append(' ')
            .Append(new TimeSpan(1, 2, 3, 4)).Append(' ').Append(ulong.MaxValue)));
    }

    [Fact]
    public void A_value_longer_than_the_room_first_offered() => Assert.Equal(new string('w', 5000), Written(line => line.Append(new Wide(5000))));

    [Fact]
    public void No_string_is_refused() => Written(line => Assert.Throws<ArgumentNullException>(() => line.Append((string)null!)));

    [Fact]
    public void Appending_numbers_and_text_allocates_nothing()
    {
        using SafeFileHandle file = File.OpenHandle(_folder["x"], FileMode.CreateNew, FileAccess.Write);
        Utf8LineWriter line = new(file);
        Utf8Text text = new("text");
        Append();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Append();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Append() => line.Append(text).Append('\t').Append(123456789L).Append("string").Append(2.5);
    }

    private string Written(Action<Utf8LineWriter> write) => Encoding.UTF8.GetString(WrittenBytes(write));

    private byte[] WrittenBytes(Action<Utf8LineWriter> write)
    {
        string path = _folder[$"{Random.Shared.Next()}"];
        using (SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
            Utf8LineWriter line = new(file);
            write(line);
            line.Flush();
        }
        return File.ReadAllBytes(path);
    }

    private readonly struct Wide(int width) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        {
            bytesWritten = 0;
            if (utf8Destination.Length < width) return false;
            utf8Destination[..width].Fill((byte)'w');
            bytesWritten = width;
            return true;
        }
    }
}
