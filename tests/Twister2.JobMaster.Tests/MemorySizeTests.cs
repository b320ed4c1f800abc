namespace Twister2.JobMaster.Tests;

/// <summary>Sizes of memory on command lines.</summary>
public sealed class MemorySizeTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("123456", 123456)]
    [InlineData("64k", 65536)]
    [InlineData("1.5M", 1572864)]
    [InlineData(" 4GiB ", 4294967296)]
    [InlineData("2TB", 2199023255552)]
    [InlineData("10b", 10)]
    public void Sizes_are_read(string text, long bytes) => Assert.Equal(bytes, MemorySize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("lots")]
    [InlineData("0")]
    [InlineData("0.0001K")]
    [InlineData("-1G")]
    [InlineData("4X")]
    [InlineData("G")]
    [InlineData("99999999999T")]
    public void Others_are_refused_with_what_there_may_be(string text) => Assert.Contains("512M", Assert.Throws<UsageException>(() => MemorySize.Parse(text)).Message, StringComparison.Ordinal);
}
