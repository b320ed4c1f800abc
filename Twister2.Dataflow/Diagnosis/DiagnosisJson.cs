using System.Text.Json.Serialization;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>How statistics and waits become JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkerStatistics))]
[JsonSerializable(typeof(WorkerWaits))]
[JsonSerializable(typeof(WaitGraph))]
internal sealed partial class DiagnosisJson : JsonSerializerContext;
