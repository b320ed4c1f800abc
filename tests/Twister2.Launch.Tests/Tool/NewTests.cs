using System.Text.Json;

namespace Twister2.Launch.Tests.Tool;

/// <summary>Projects of new jobs build and run as they are.</summary>
[Trait("ranks", "none")]
public sealed class NewTests : ToolTest
{
    [Theory]
    [InlineData("tset", "1: 191,569\n")]
    [InlineData("graph", "1: 191,569\n")]
    [InlineData("worker", "pi is about 3.14")]
    public void Template_builds_and_runs(string template, string words)
    {
        JsonElement made = Json("new", "MyJob", "--template", template, "--output", In("made here"), "--json");
        Assert.Equal(In("made here"), made.GetProperty("folder").GetString());
        Assert.Equal(Directory.GetFiles(In("made here")).Select(Path.GetFileName).Order(), made.GetProperty("files").EnumerateArray().Select(static file => file.GetString()).Order());
        Result result = Run.ToEnd(ToolCommand(["run", .. With(Starts.Mpis[^1], 2), In("made here")]), seconds: 120).Succeeds();
        Assert.Contains(words, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", result.Error, StringComparison.Ordinal);
        // The worker's own assemblies are not copied.
        Assert.Equal(["MyJob.deps.json", "MyJob.dll", "MyJob.pdb", "MyJob.runtimeconfig.json"], Directory.GetFiles(Directory.GetDirectories(In("made here/bin/Release")).Single()).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a b", "cannot be the name of a class")]
    [InlineData("../x", "cannot be the name of a class")]
    [InlineData("1st", "cannot be the name of a class")]
    [InlineData("", "cannot be the name of a class")]
    [InlineData("small", "begin with a capital letter")]
    [InlineData("Console", "it has another meaning")]
    public void Name_that_is_none_is_refused(string name, string words)
    {
        Refused(words, "new", name, "--output", In("x"));
        Assert.False(Directory.Exists(In("x")));
    }

    [Fact]
    public void Folder_with_files_is_left_alone()
    {
        Directory.CreateDirectory(In("full"));
        Write("full/file", "mine");
        Refused("is there already", "new", "MyJob", "--output", In("full"));
        Refused("'nonsense'", "new", "MyJob", "--nonsense");
        Assert.Single(Directory.GetFiles(In("full")));
    }
}
