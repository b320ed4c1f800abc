using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Twister2.JobMaster.Logging;

/// <summary>One event of the log.</summary>
internal sealed record LogLine(DateTimeOffset Time, LogLevel Level, int Worker, string Category, int Event, string Message, Exception? Exception, IReadOnlyList<KeyValuePair<string, object?>> Values)
{
    private const string Template = "{OriginalFormat}";

    // The lines are read by programs and in terminals, never as a part of a page.
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As a file has it: all of an exception.</summary>
    public string ToFile(LogFormat format) => format == LogFormat.Json ? ToJson() : Exception is null ? ToText() : $"{ToText()}{System.Environment.NewLine}{Exception}";

    /// <summary>As the console has it: one line.</summary>
    public string ToConsole(LogFormat format) => format == LogFormat.Json ? ToJson() : Exception is null ? ToText() : $"{ToText()}: {Exception.Message}";

    private string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Time:yyyy-MM-ddTHH:mm:ss.fffZ} {Name(Level)} worker-{Worker} {Category}: {Message}");

    private string ToJson()
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteString("time", Time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", Name(Level).TrimEnd());
            json.WriteNumber("worker", Worker);
            json.WriteString("category", Category);
            if (Event != 0) json.WriteNumber("event", Event);
            json.WriteString("message", Message);
            if (Exception is not null) json.WriteString("error", $"{Exception}");
            WriteValues(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private void WriteValues(Utf8JsonWriter json)
    {
        if (!Values.Any(static value => value.Key != Template)) return;
        json.WriteStartObject("values");
        foreach ((string name, object? value) in Values)
        {
            if (name == Template) continue;
            json.WritePropertyName(name);
            Write(json, value);
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case byte or sbyte or short or ushort or int or uint or long: json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            default: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
