namespace Twister2.JobMaster;

/// <summary>Puts a <see cref="Twister2Job"/> together. Twister2's <c>Twister2JobBuilder</c>.</summary>
/// <example><code>
/// return Twister2Job.NewBuilder()
///     .SetJobName("word-count").SetWorkerClass&lt;WordCount&gt;().SetArguments(args)
///     .SetComputeResource(workers: 4, cores: 2, memory: "2G")
///     .Build().Run();
/// </code></example>
public sealed class Twister2JobBuilder
{
    private readonly Dictionary<string, string> _config = new(StringComparer.Ordinal);
    private JobOptions _options = new();
    private ComputeResource _resource = new();
    private Func<IWorker>? _worker;
    private string? _workerClass;

    internal Twister2JobBuilder() { }

    /// <summary>The job's name, the first part of its id. Default: the name of the worker class.</summary>
    public Twister2JobBuilder SetJobName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _options = _options with { Name = name };
        return this;
    }

    /// <summary>The job's id. Default: made from the name, the time and random digits.</summary>
    public Twister2JobBuilder SetJobId(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        _options = _options with { JobId = id };
        return this;
    }

    /// <summary>The program of each worker.</summary>
    public Twister2JobBuilder SetWorkerClass<TWorker>() where TWorker : IWorker, new()
    {
        (_worker, _workerClass) = (static () => new TWorker(), typeof(TWorker).Name);
        return this;
    }

    /// <summary>The job's driver. Default: none.</summary>
    public Twister2JobBuilder SetDriver<TDriver>() where TDriver : IDriver, new()
    {
        _options = _options with { Driver = static () => new TDriver() };
        return this;
    }

    /// <summary>What the job asks for.</summary>
    /// <param name="workers">How many workers. Default: as many as the launcher starts, and one without a launcher.</param>
    /// <param name="cores">Cores of each, which are its threads. Default: what the configuration says, else 1.</param>
    /// <param name="memory">Memory of each, such as <c>4G</c>. Default: a share of the machine's.</param>
    /// <param name="disk">Room in the volatile volume of each, such as <c>100G</c>. Default: nothing is asked for.</param>
    /// <exception cref="UsageException">A size is none.</exception>
    public Twister2JobBuilder SetComputeResource(int? workers = null, int? cores = null, string? memory = null, string? disk = null)
    {
        if (workers is { } count) ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(workers));
        if (cores is { } number) ArgumentOutOfRangeException.ThrowIfLessThan(number, 1, nameof(cores));
        _resource = new ComputeResource(workers, cores, memory is null ? null : MemorySize.Parse(memory), disk is null ? null : MemorySize.Parse(disk));
        return this;
    }

    /// <summary>Room that the job's persistent volume must have, such as <c>1T</c>.</summary>
    /// <exception cref="UsageException">It is no size.</exception>
    public Twister2JobBuilder SetPersistentVolume(string size)
    {
        _options = _options with { PersistentBytes = MemorySize.Parse(size) };
        return this;
    }

    /// <summary>A value of the job's configuration, which wins over those of files and of the environment.</summary>
    public Twister2JobBuilder SetConfig(string key, IConvertible value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(value);
        _config[key] = value is bool flag ? (flag ? "true" : "false") : value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return this;
    }

    /// <summary>The job's arguments, as <c>Main</c> has them.</summary>
    public Twister2JobBuilder SetArguments(params IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        _options = _options with { Arguments = arguments };
        return this;
    }

    /// <summary>Whatever else there is to be said of how the job is run.</summary>
    public Twister2JobBuilder SetOptions(Func<JobOptions, JobOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        _options = change(_options);
        return this;
    }

    /// <summary>The job.</summary>
    /// <exception cref="InvalidOperationException">It has no worker class.</exception>
    public Twister2Job Build()
    {
        if (_worker is null) throw new InvalidOperationException("The job has no worker: call SetWorkerClass.");
        JobOptions options = _options with
        {
            Name = _options.Name ?? _workerClass,
            Config = new Dictionary<string, string>(_config, StringComparer.Ordinal),
            Workers = _resource.Workers ?? _options.Workers,
            Threads = _resource.Cores ?? _options.Threads,
            MemoryBytes = _resource.MemoryBytes ?? _options.MemoryBytes,
            VolatileBytes = _resource.DiskBytes ?? _options.VolatileBytes,
        };
        return new Twister2Job(options, _resource, _worker);
    }
}
