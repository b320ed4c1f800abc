using System.Globalization;
using System.Security.Cryptography;

namespace Twister2.JobMaster;

/// <summary>Readable, unique ids: <c>wordcount-20260203-141502-9f3a01c7</c>.</summary>
internal static class JobIds
{
    // Schedulers start hundreds of jobs of one name in the same second; with four digits every tenth such hundred would have two of one id.
    private const int RandomDigits = 8;

    public static string New(string name, TimeProvider time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Clean(name)}-{time.GetUtcNow():yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true)}");

    private static string Clean(string name)
    {
        string clean = new([.. name.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(40)]);
        clean = clean.TrimStart('-');
        return clean.Length == 0 ? "job" : clean.ToLowerInvariant();
    }
}
