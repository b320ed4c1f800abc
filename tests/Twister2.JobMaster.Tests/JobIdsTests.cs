using System.Globalization;

namespace Twister2.JobMaster.Tests;

[Trait("ranks", "none")]
public sealed class JobIdsTests
{
    private static readonly FixedTime Time = new(new DateTimeOffset(2026, 2, 3, 14, 15, 2, TimeSpan.Zero));

    [Theory]
    [InlineData("WordCount", "wordcount")]
    [InlineData("My Job (v2)/final", "myjobv2final")]
    [InlineData("Über-Größe_1", "ber-gre_1")]
    [InlineData("../../etc/passwd", "etcpasswd")]
    [InlineData("Job`1[[System.Int32]]", "job1systemint32")]
    [InlineData("", "job")]
    [InlineData("日本", "job")]
    [InlineData("\0\n", "job")]
    [InlineData("--help", "help")]
    [InlineData("a-very-long-name-that-goes-on-and-on-and-on-for-ever", "a-very-long-name-that-goes-on-and-on-and")]
    public void An_id_begins_with_the_name_and_the_time(string name, string cleaned) =>
        Assert.Matches($"^{cleaned}-20260203-141502-[0-9a-f]{{4,}}$", JobIds.New(name, Time));

    [Fact]
    public void The_time_is_that_of_Greenwich_in_any_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { DateTimeFormat = new DateTimeFormatInfo { TimeSeparator = "." } };
        try
        {
            Assert.StartsWith("x-20260203-121502-", JobIds.New("x", new FixedTime(new DateTimeOffset(2026, 2, 3, 14, 15, 2, TimeSpan.FromHours(2)))), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_id_is_a_name_for_a_job_directory()
    {
        using TestFolder folder = new();
        foreach (string name in (string[])["x", "", ".", "a.b", "é", new string('y', 500)]) JobDirectory.Create(folder.Path, JobIds.New(name, Time));
    }

    /// <summary>A scheduler may start hundreds of jobs of one name in the same second.</summary>
    [Fact]
    public void A_thousand_ids_of_one_second_differ() => Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => JobIds.New("array", Time)).Distinct().Count());
}
