using System.Globalization;
using System.Security.Cryptography;

namespace Twister2.JobMaster;

/// <summary>Readable, unique ids: <c>wordcount-20260203-141502-9f3a</c>.</summary>
internal static class JobIds
{
    public static string New(string name, TimeProvider time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Clean(name)}-{time.GetUtcNow():yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}");

    private static string Clean(string name)
    {
        string clean = new([.. name.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(40)]);
        return clean.Length == 0 ? "job" : clean.ToLowerInvariant();
    }
}
