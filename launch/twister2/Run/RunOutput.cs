using System.Diagnostics;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Where in a run in the foreground goes what: what the job prints unchanged to where this program's output goes, and the progress to standard error.</summary>
internal sealed class RunOutput
{
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(200), LineEvery = TimeSpan.FromSeconds(30);

    private readonly LiveArea? _area;
    private readonly ProgressKind _kind;
    private long _told = Stopwatch.GetTimestamp();

    public RunOutput(RunOptions options)
    {
        bool isTerminal = !Console.IsErrorRedirected;
        _kind = options.Progress != ProgressKind.Auto ? options.Progress : isTerminal ? ProgressKind.Bar : ProgressKind.Lines;
        if (_kind == ProgressKind.Bar) _area = new LiveArea(Console.OpenStandardError());
        // What goes elsewhere than the progress needs no care: the job writes there by itself.
        if (options.Json || (_area is not null && !Console.IsOutputRedirected)) ForOutput = Copy;
        if (_area is not null) ForError = Copy;
    }

    /// <summary>Takes what the job prints on standard output; null where it does so by itself.</summary>
    public Action<Stream>? ForOutput { get; }

    /// <summary>Takes what it prints on standard error; null where it does so by itself.</summary>
    public Action<Stream>? ForError { get; }

    /// <summary>Shows the progress, where it is time for that.</summary>
    public void Tell(RunProgress progress, JobRecord? job)
    {
        if (_kind == ProgressKind.None || Stopwatch.GetElapsedTime(_told) < (_area is null ? LineEvery : BarEvery)) return;
        _told = Stopwatch.GetTimestamp();
        progress.Read(job);
        if (_area is null) Console.Error.WriteLine(progress.Line());
        else _area.Show(ProgressView.Render(progress, Width(), Height()));
    }

    public void End() => _area?.Remove();

    private void Copy(Stream source)
    {
        if (_area is not null)
        {
            LineCopy.Run(source, text => _area.Print(text.Span));
            return;
        }
        using Stream target = Console.OpenStandardError();
        source.CopyTo(target);
    }

    private static int Width() => Size(static () => Console.WindowWidth) is > 10 and var width ? width : 80;

    private static int Height() => Size(static () => Console.WindowHeight) is > 3 and var height ? height : 24;

    private static int Size(Func<int> ask)
    {
        try
        {
            return ask();
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
