using Microsoft.Extensions.Logging;

namespace Twister2.JobMaster;

/// <summary>From which level on a category of the log goes to standard error.</summary>
/// <param name="Category">The category, and those whose names begin so and go on behind a point; <c>Twister2.</c> before it may be left out.</param>
/// <param name="Level">The level.</param>
public sealed record CategoryLevel(string Category, LogLevel Level);
