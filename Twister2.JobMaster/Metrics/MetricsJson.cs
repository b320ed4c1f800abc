using System.Text.Json.Serialization;

namespace Twister2.JobMaster.Metrics;

/// <summary>How readers understand the files of metrics. Their writer, which is a part of every job's worker 0, has no serializer to make ready: it writes field by field.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MetricsSample))]
[JsonSerializable(typeof(JobStages))]
[JsonSerializable(typeof(LinksFile))]
internal sealed partial class MetricsJson : JsonSerializerContext;

/// <summary><c>links.json</c> as it is written: a link is four numbers.</summary>
internal sealed record LinksFile(DateTimeOffset Time, int Workers, long[][] Bytes);
