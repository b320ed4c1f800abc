using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Twister2.JobMaster.Metrics;

namespace Twister2.Dashboard.Api;

/// <summary>How answers are written: names as in the files of a job's directory, nothing for what is not known, states as words.</summary>
internal static class ApiJson
{
    public static void Configure(IServiceCollection services) => services.Configure<JsonOptions>(static options => Set(options.SerializerOptions));

    public static JsonSerializerOptions Options { get; } = Made();

    private static JsonSerializerOptions Made()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web);
        Set(options);
        return options;
    }

    private static void Set(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter<StageState>(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new JsonStringEnumConverter());
    }
}
