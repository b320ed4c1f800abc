using System.Globalization;

namespace Twister2.JobMaster.Barriers;

/// <summary>
/// Worker 0's part in the barriers: decides how each one ends, the same for all workers, also for those that come late. It only thinks; messages are the caller's.
/// </summary>
/// <param name="workers">How many there are.</param>
/// <param name="tell">Told how a barrier ended.</param>
/// <param name="name">How to call a worker.</param>
/// <param name="time">The clock.</param>
internal sealed class BarrierMaster(int workers, Action<Outcome> tell, Func<int, string> name, TimeProvider time)
{
    /// <summary>When somebody gives up, news of others may be on their way still: this long.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    private const int MostNamed = 10;

    private readonly Course[] _courses = [new(BarrierKind.Plain, workers), new(BarrierKind.Init, workers)];
    private readonly bool[] _returned = new bool[workers];
    private bool _hasReturned;

    /// <summary>Those that have not come to the barrier that is waited for now.</summary>
    public IReadOnlyList<int> Missing(BarrierKind kind) => _courses[(int)kind].Missing;

    public void Take(ArrivalReport report)
    {
        foreach (Arrival arrival in report.Arrivals) _courses[(int)arrival.Kind].Take(arrival);
        foreach (int worker in report.Returned) _returned[worker] = _hasReturned = true;
        Look();
    }

    public void Take(GivingUp message)
    {
        Course course = _courses[(int)message.Kind];
        if (message.Number == course.Number) course.GiveUp(message, time.GetTimestamp());
        Look();
    }

    /// <summary>Decides what can be decided now.</summary>
    public void Look()
    {
        foreach (Course course in _courses)
        {
            while (Decide(course) is { } outcome)
            {
                course.Next();
                tell(outcome);
            }
        }
    }

    private Outcome? Decide(Course course)
    {
        if (course.Come == workers) return new Outcome(course.Kind, course.Number);
        if (course.Come == 0) return null;
        if (_hasReturned && course.Missing.Where(worker => _returned[worker]).ToArray() is { Length: > 0 } never) return new Outcome(course.Kind, course.Number, $"{Title(course)} cannot be passed: the program has returned on {Names(never)}");
        if (course.GivenUp is not { } givenUp || time.GetElapsedTime(course.GivenUpAt) < Grace) return null;
        string text = string.Create(CultureInfo.InvariantCulture, $"{course.Missing.Count} of {workers} workers have not come to {Title(course).ToLowerInvariant()} in {givenUp.Seconds:0.#} s: {Names(course.Missing)}");
        return new Outcome(course.Kind, course.Number, text, IsTimeout: true);
    }

    private static string Title(Course course) => string.Create(CultureInfo.InvariantCulture, $"{(course.Kind == BarrierKind.Init ? "Init barrier" : "Barrier")} {course.Number}");

    private string Names(IReadOnlyList<int> missing) => string.Join(", ", missing.Take(MostNamed).Select(name)) + (missing.Count > MostNamed ? $" and {missing.Count - MostNamed} more" : "");

    /// <summary>The barriers of one kind, one after the other.</summary>
    private sealed class Course(BarrierKind kind, int workers)
    {
        private readonly int[] _come = new int[workers];

        public BarrierKind Kind => kind;

        /// <summary>The one that is waited for.</summary>
        public int Number { get; private set; } = 1;

        /// <summary>How many have come to it.</summary>
        public int Come { get; private set; }

        /// <summary>Whoever gave up first; null where nobody has.</summary>
        public GivingUp? GivenUp { get; private set; }

        public long GivenUpAt { get; private set; }

        public IReadOnlyList<int> Missing => [.. Enumerable.Range(0, workers).Where(worker => _come[worker] < Number)];

        public void Take(Arrival arrival)
        {
            if (_come[arrival.Worker] < Number && arrival.Number >= Number) Come++;
            _come[arrival.Worker] = Math.Max(_come[arrival.Worker], arrival.Number);
        }

        public void GiveUp(GivingUp message, long at)
        {
            if (GivenUp is null) (GivenUp, GivenUpAt) = (message, at);
        }

        public void Next()
        {
            Number++;
            GivenUp = null;
            Come = 0;
            foreach (int number in _come)
                if (number >= Number) Come++;
        }
    }
}
