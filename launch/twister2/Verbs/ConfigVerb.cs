using System.Text.Json;
using Spectre.Console;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Shows the configuration that a job started here would have, and changes its files.</summary>
internal static class ConfigVerb
{
    public static int Run(ConfigOptions options)
    {
        bool takesName = options.Action is ConfigAction.Get or ConfigAction.Set or ConfigAction.Unset;
        string verb = $"config {options.Action}".ToLowerInvariant();
        if (takesName && string.IsNullOrEmpty(options.Name)) throw new UsageException($"'{verb}' wants a name, such as {Settings.Memory}.");
        if (!takesName && options.Name is not null) throw new UsageException($"'{verb}' takes no name: there is '{options.Name}'.");
        if (options.Action == ConfigAction.Set != options.Value is not null) throw new UsageException(options.Action == ConfigAction.Set ? "'config set' wants a name and a value." : $"'{verb}' takes no value: there is '{options.Value}'.");
        if (options.Here && options.Action is not (ConfigAction.Set or ConfigAction.Unset)) throw new UsageException("--here is for 'config set' and 'config unset'.");
        return options.Action switch
        {
            ConfigAction.Get => Get(options),
            ConfigAction.Set or ConfigAction.Unset => Write(options),
            ConfigAction.Path => Paths(options),
            _ => List(options),
        };
    }

    private static Config Load(ConfigOptions options) => ConfigLayers.Load(options.Job, []);

    /// <summary>All that is set, and all settings that could be.</summary>
    private static int List(ConfigOptions options)
    {
        Config config = Load(options);
        IEnumerable<ConfigEntry> open = Settings.All.Where(setting => !config.Has(setting.Key)).Select(static setting => new ConfigEntry(setting.Key, "", ConfigEntry.Default));
        ConfigEntry[] entries = [.. config.Entries.Concat(open).OrderBy(static entry => entry.Key, StringComparer.Ordinal)];
        if (options.Json)
        {
            Text.WriteJson(json =>
            {
                json.WriteStartObject();
                foreach (ConfigEntry entry in entries)
                {
                    json.WriteStartObject(entry.Key);
                    Write(json, entry, config.Has(entry.Key));
                    json.WriteEndObject();
                }
                json.WriteEndObject();
            });
            return ExitCodes.Done;
        }
        Table table = Text.NewTable("NAME", "VALUE", "FROM", "");
        foreach (ConfigEntry entry in entries)
            table.AddRow(Markup.Escape(entry.Key), config.Has(entry.Key) ? Markup.Escape(entry.Value) : "-", Markup.Escape(entry.Source), Markup.Escape(Settings.Find(entry.Key)?.Help ?? ""));
        Text.Write(table);
        return ExitCodes.Done;
    }

    private static int Get(ConfigOptions options)
    {
        string name = options.Name!;
        if (Settings.IsReserved(name) && Settings.Find(name) is null) Settings.Check(new ConfigEntry(name, "", "the command line"));
        if (Load(options).Find(name) is not { } entry)
        {
            Console.Error.WriteLine($"twister2 config: '{name}' is not set.");
            return ExitCodes.Failed;
        }
        if (!options.Json)
        {
            Console.WriteLine(entry.Value);
            return ExitCodes.Done;
        }
        Text.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Key);
            Write(json, entry, isSet: true);
            json.WriteEndObject();
        });
        return ExitCodes.Done;
    }

    private static void Write(Utf8JsonWriter json, ConfigEntry entry, bool isSet)
    {
        if (isSet) json.WriteString("value", entry.Value);
        else json.WriteNull("value");
        json.WriteString("source", entry.Source);
        if (Settings.Find(entry.Key) is { } setting) json.WriteString("variable", setting.Variable);
    }

    private static int Write(ConfigOptions options)
    {
        string file = options.Here ? ConfigLayers.FolderFile : ConfigLayers.UserFile ?? throw new UsageException("There is no home directory, so the user has no file: use --here.");
        if (options.Value is { } value) Settings.Check(new ConfigEntry(options.Name!, value, "the command line"));
        bool isWritten = ConfigFile.Write(file, options.Name!, options.Value);
        if (!isWritten) throw new UsageException($"'{options.Name}' is not set in '{file}'.");
        Console.Error.WriteLine($"twister2 config: '{options.Name}' is {(options.Value is null ? "not set any more" : "set")} in {file}.");
        if (Load(options).Find(options.Name!) is { } now && now.Value != options.Value && options.Value is not null) Console.Error.WriteLine($"twister2 config: it is {now.Value} all the same here: {now.Source} wins.");
        return ExitCodes.Done;
    }

    private static int Paths(ConfigOptions options)
    {
        IReadOnlyList<string> files = ConfigLayers.Files(options.Job);
        if (!options.Json)
        {
            foreach (string file in files) Console.WriteLine($"{file}{(File.Exists(file) ? "" : "  (not there)")}");
            return ExitCodes.Done;
        }
        Text.WriteJson(json =>
        {
            json.WriteStartArray();
            foreach (string file in files)
            {
                json.WriteStartObject();
                json.WriteString("path", file);
                json.WriteBoolean("exists", File.Exists(file));
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
        return ExitCodes.Done;
    }
}
