namespace Twister2.MpiTest.Tests;

/// <summary>Lines as xunit's JSON reporter writes them, reduced to what the harness reads.</summary>
internal static class Lines
{
    public const string Done = "{\"$type\":\"test-assembly-finished\"}\n";

    public static string Start(string id) =>
        $$"""{"$type":"test-case-starting","TestCaseUniqueID":"{{id}}","TestCaseDisplayName":"Case {{id}}"}""" + "\n";

    public static string Output(string text) => $$"""{"$type":"test-output","Output":"{{text}}\n"}""" + "\n";

    public static string Fail(string message, string type = "test-failed") =>
        $$"""{"$type":"{{type}}","ExceptionTypes":["X","Y"],"Messages":["{{message}}","inner"],"StackTraces":["   at A()","   at B()"]}""" + "\n";

    public static string End(int total = 1, int failed = 0, int skipped = 0) =>
        $$"""{"$type":"test-case-finished","ExecutionTime":0.25,"TestsTotal":{{total}},"TestsFailed":{{failed}},"TestsSkipped":{{skipped}},"TestsNotRun":0}""" + "\n";

    public static string Passed(string id) => Start(id) + End();

    public static string Failed(string id) => Start(id) + Fail("wrong") + End(failed: 1);

    public static string Skipped(string id) => Start(id) + """{"$type":"test-skipped","Reason":"why not"}""" + "\n" + End(skipped: 1);

    public static RankLog Log(string text)
    {
        var log = new RankLog();
        log.Feed(text);
        return log;
    }
}
