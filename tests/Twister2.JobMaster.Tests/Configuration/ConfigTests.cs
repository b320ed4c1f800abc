namespace Twister2.JobMaster.Tests;

/// <summary>Where values come from, which wins, and what is refused.</summary>
[Trait("ranks", "none")]
public sealed class ConfigTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_nearer_wins_and_each_value_knows_where_it_comes_from()
    {
        string user = Write("user.json", """{ "twister2": { "threads": 2, "memory": "1G", "quiet": true }, "kmeans.clusters": 3 }""");
        string job = Write("job.json", """{ "twister2.memory": "2G", "kmeans": { "clusters": 4, "seed": 7, } /* the author's */ }""");
        Config config = Load([user, job], new() { ["TWISTER2_LOST_TIMEOUT"] = "7", ["TWISTER2_MEMORY"] = "3G", ["TWISTER2_OTHER"] = "x" }, new ConfigEntry("twister2.threads", "5", "--threads"));
        Assert.Equal(
            [new("kmeans.clusters", "4", job), new("kmeans.seed", "7", job), new("twister2.lost-timeout", "7", "TWISTER2_LOST_TIMEOUT"), new("twister2.memory", "3G", "TWISTER2_MEMORY"), new("twister2.quiet", "true", user), new("twister2.threads", "5", "--threads")],
            config.Entries.Where(static entry => entry.Source != "default"));
        JobSettings settings = JobSettings.Of(config);
        Assert.Equal((5, 3L << 30, true, 7.0, 300.0), (settings.Threads, settings.MemoryBytes, settings.Quiet, settings.LostTimeout.TotalSeconds, settings.StallTimeout.TotalSeconds));
    }

    [Fact]
    public void Without_files_all_is_by_default()
    {
        JobSettings settings = JobSettings.Of(Load([_folder["nothing.json"]], []));
        Assert.Equal((1, null, 100.0, 100.0, 600.0), (settings.Threads, settings.MemoryBytes, settings.RegistrationTimeout.TotalSeconds, settings.BarrierTimeout.TotalSeconds, settings.InitBarrierTimeout.TotalSeconds));
    }

    [Fact]
    public void Values_have_types()
    {
        Config config = Load([Write("a.json", """{ "a": 3, "b": "x y", "c": true, "d": 1.5, "e": [1, {"f": null, "g": "4k"}], "h": "" }""")], []);
        Assert.Equal((3, "x y", true, 1.5, 3L), (config.Get<int>("a"), config.Get<string>("b"), config.Get<bool>("c"), config.Get<double>("d"), config.Get<long>("a")));
        Assert.Equal((1, 4096, 9, ""), (config.Get<int>("e.0"), config.GetBytes("e.1.g", 0), config.Get("nothing", 9), config["h"]));
        Assert.False(config.Has("e.1.f"));
        Assert.Null(config["nothing"]);
    }

    [Fact]
    public void What_is_missing_or_of_another_type_is_told_to_the_user()
    {
        string file = Write("a.json", """{ "clusters": "many" }""");
        Config config = Load([file], []);
        Assert.Equal($"clusters ({file}) is 'many', which is no Int32.", Assert.Throws<UsageException>(() => config.Get<int>("clusters")).Message);
        Assert.Contains("This job needs a value of 'seed': give --conf seed=VALUE", Assert.Throws<UsageException>(() => config.Get<int>("seed")).Message, StringComparison.Ordinal);
        Assert.Contains($"clusters ({file}): 'many' is no size", Assert.Throws<UsageException>(() => config.GetBytes("clusters", 0)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "twister2.thread": 4 }""", "twister2.thread (FILE) is no setting. Is 'twister2.threads' meant?")]
    [InlineData("""{ "twister2": { "Threads": 4 } }""", "Is 'twister2.threads' meant?")]
    [InlineData("""{ "twister2.something-else": 4 }""", "'twister2 config list' shows all")]
    [InlineData("""{ "twister2.threads": 0 }""", "A worker cannot have 0 threads, as twister2.threads (FILE) says")]
    [InlineData("""{ "twister2.threads": "four" }""", "twister2.threads (FILE) is 'four', which is no number")]
    [InlineData("""{ "twister2.memory": "lots" }""", "twister2.memory (FILE): 'lots' is no size")]
    [InlineData("""{ "twister2.log-level": "Loud" }""", "give Trace, Debug")]
    [InlineData("""{ "twister2.log-level": 17 }""", "give Trace, Debug")]
    [InlineData("""{ "twister2.lost-timeout": -1 }""", "twister2.lost-timeout (FILE) cannot be -1 s")]
    [InlineData("""{ "twister2.lost-timeout": "soon" }""", "which is no number of seconds")]
    [InlineData("""{ "twister2.quiet": "yes" }""", "which is no Boolean")]
    [InlineData("""{ "twister2": 1 }""", "twister2 (FILE) is no setting")]
    [InlineData("[]", "'FILE' is no object of values")]
    [InlineData("{ a }", "'FILE' is no JSON")]
    [InlineData("", "'FILE' is no JSON")]
    public void What_cannot_be_meant_is_refused_by_name(string text, string message)
    {
        string file = Write("a.json", text);
        Assert.Contains(message.Replace("FILE", file, StringComparison.Ordinal), Assert.Throws<UsageException>(() => Load([file], [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_are_meant_from_where_the_file_lies()
    {
        Directory.CreateDirectory(_folder["conf"]);
        Config config = Load([Write("conf/twister2.json", """{ "twister2": { "root": "../jobs", "scratch": "/scratch" }, "input": "../data" }""")], []);
        Assert.Equal((_folder["jobs"], "/scratch", "../data"), (config["twister2.root"], config["twister2.scratch"], config["input"]));
        Assert.Equal(_folder["elsewhere"], Load([], new() { ["TWISTER2_HOME"] = _folder["elsewhere"] })["twister2.root"]);
    }

    [Theory, InlineData("a=b", "a", "b"), InlineData("a.b=", "a.b", ""), InlineData("a=b=c", "a", "b=c")]
    public void Command_line_gives_names_and_values(string text, string key, string value) => Assert.Equal(new ConfigEntry(key, value, "--conf"), ConfigLayers.Given(text));

    [Theory, InlineData("a"), InlineData("=b"), InlineData("")]
    public void Command_line_without_a_name_is_refused(string text) => Assert.Throws<UsageException>(() => ConfigLayers.Given(text));

    [Fact]
    public void A_value_is_set_in_its_place_and_what_else_is_there_stays()
    {
        string file = Write("a.json", """{ "twister2": { "threads": 2, "memory": "1G" }, "größe": "ä", "b": [1] }""");
        Assert.True(ConfigFile.Write(file, "twister2.threads", "4"));
        Assert.True(ConfigFile.Write(file, "twister2.memory", null));
        Assert.True(ConfigFile.Write(file, "new", "text"));
        Assert.False(ConfigFile.Write(file, "nothing", null));
        Assert.Equal([new("größe", "ä", file), new("b.0", "1", file), new("twister2.threads", "4", file), new("new", "text", file)], ConfigFile.Read(file));
        Assert.Contains("größe", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_is_made_and_one_with_comments_is_left_alone()
    {
        string made = _folder["new/twister2.json"];
        Assert.True(ConfigFile.Write(made, "a", "1"));
        Assert.Equal([new("a", "1", made)], ConfigFile.Read(made));
        string commented = Write("a.json", "{ // mine\n\"a\": 1 }");
        Assert.Contains("has comments, which would be lost", Assert.Throws<UsageException>(() => ConfigFile.Write(commented, "a", "2")).Message, StringComparison.Ordinal);
        Assert.Equal("1", Assert.Single(ConfigFile.Read(commented)).Value);
    }

    [Fact]
    public void Every_setting_has_a_default_that_is_one_and_a_variable_of_its_own()
    {
        foreach (Setting setting in Settings.All) Settings.Check(new ConfigEntry(setting.Key, setting.Default ?? (setting.Kind == SettingKind.Size ? "1G" : "x"), "here"));
        Assert.Equal(Settings.All.Count, Settings.All.Select(static setting => setting.Variable).Distinct().Count());
        Assert.All(Settings.All, static setting => Assert.StartsWith("TWISTER2_", setting.Variable, StringComparison.Ordinal));
    }

    [Fact]
    public void Who_runs_a_program_of_its_own_has_the_last_word()
    {
        Config config = Load([], new() { ["TWISTER2_THREADS"] = "2", ["TWISTER2_CONF"] = "a=3\u001fb=x=y" }, new("twister2.threads", "9", "the program"), new("a", "1", "the program"));
        Assert.Equal(("2", "3", "x=y", "--conf"), (config["twister2.threads"], config["a"], config["b"], config.Find("a")!.Source));
    }

    [Fact]
    public void What_the_program_says_wins_over_files_and_is_recorded()
    {
        JobOptions options = new() { Threads = 3, Quiet = true, LostTimeout = TimeSpan.FromSeconds(2.5), Scratch = "/s", Config = new Dictionary<string, string> { ["a"] = "1" } };
        Config config = Load([Write("a.json", """{ "twister2.threads": 9, "a": 2 }""")], [], [.. options.Given()]);
        Assert.Equal(("3", "true", "2.5", "/s", "1"), (config["twister2.threads"], config["twister2.quiet"], config["twister2.lost-timeout"], config["twister2.scratch"], config["a"]));
        Assert.Equal("the program", config.Find("a")!.Source);
        Assert.Equal(["--threads"], new JobOptions { Threads = 3, IsCommandLine = true }.Given().Select(static entry => entry.Source));
    }

    private static Config Load(string[] files, Dictionary<string, string> variables, params ConfigEntry[] given) => ConfigLayers.Load(files, variables.GetValueOrDefault, given);

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }
}
