using System.Globalization;
using System.Text;

namespace Twister2.Tasks;

/// <summary>A plan for a person to read.</summary>
internal static class ScheduleText
{
    public static string Of(TaskSchedulePlan plan)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Graph '{plan.Graph}' on {(plan.WorkerCount == 1 ? "1 worker" : $"{plan.WorkerCount} workers")} by {plan.Scheduler}\n");
        int width = plan.Placements.Max(placement => placement.Vertex.Length);
        foreach (TaskPlacement placement in plan.Placements)
        {
            string data = placement.Data.Count > 0 ? $"   data {Names.List(placement.Data)}" : "";
            text.Append(CultureInfo.InvariantCulture, $"  {placement.Vertex.PadRight(width)}  on {Runs(placement.Workers)}{data}\n");
        }
        for (int worker = 0; worker < plan.WorkerCount; worker++)
        {
            IEnumerable<string> tasks = plan.TasksOf(worker).GroupBy(task => task.Vertex).Select(vertex => $"{vertex.Key} {Runs([.. vertex.Select(task => task.Task)])}");
            text.Append(CultureInfo.InvariantCulture, $"worker {worker}: {(tasks.Any() ? string.Join("; ", tasks) : "nothing")}\n");
        }
        return text.ToString();
    }

    /// <summary>Numbers, those in a row as <c>0–3</c>.</summary>
    private static string Runs(IReadOnlyList<int> numbers)
    {
        List<string> runs = [];
        for (int i = 0; i < numbers.Count;)
        {
            int first = i;
            while (i + 1 < numbers.Count && numbers[i + 1] == numbers[i] + 1) i++;
            runs.Add(i - first < 2 ? string.Join(' ', numbers.Skip(first).Take(i - first + 1)) : $"{numbers[first]}–{numbers[i]}");
            i++;
        }
        return string.Join(' ', runs);
    }
}
