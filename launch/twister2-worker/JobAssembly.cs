using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Twister2.JobMaster;

namespace Twister2.Launch.Worker;

/// <summary>
/// Loads a job's assembly and what it depends on into a context of its own, so that a job may bring other versions of packages than the worker has. The Twister2
/// assemblies and the framework are the worker's: types that both sides use must be the same.
/// </summary>
internal static class JobAssembly
{
    private static readonly ConcurrentDictionary<string, Assembly> Loaded = [];

    /// <summary>Makes the job's worker.</summary>
    /// <exception cref="UsageException">The file is no job; the message says what to do.</exception>
    public static IWorker LoadWorker(string path, string? className)
    {
        return Make<IWorker>(Choose(TypesOf<IWorker>(Load(path), path), className, path, "worker"), path, "worker");
    }

    /// <summary>Makes the job's driver.</summary>
    /// <exception cref="UsageException">The assembly has no such driver; the message says what to do.</exception>
    public static IDriver LoadDriver(string path, string className) => Make<IDriver>(Choose(TypesOf<IDriver>(Load(path), path), className, path, "driver"), path, "driver");

    private static T Make<T>(Type type, string path, string what)
    {
        if (type.GetConstructor(Type.EmptyTypes) is null)
            throw new UsageException($"The {what} {type} in '{path}' has no public constructor without parameters.");
        return (T)Activator.CreateInstance(type)!;
    }

    // Worker and driver of a job are of one load of it: they share its types.
    private static Assembly Load(string path) => Loaded.GetOrAdd(path, LoadNew);

    private static Assembly LoadNew(string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full)) throw new UsageException($"Job assembly '{path}' does not exist (looked for in {Environment.CurrentDirectory}).");
        try
        {
            return new JobLoadContext(full).LoadFromAssemblyPath(full);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or UnauthorizedAccessException or IOException)
        {
            throw new UsageException($"'{path}' cannot be loaded as a .NET assembly: {e.Message} Give the job's .dll.", e);
        }
    }

    /// <summary>The public classes, public classes inside of those included; of a generic class there is nothing to say what to make it of.</summary>
    private static Type[] TypesOf<T>(Assembly assembly, string path)
    {
        try
        {
            return [.. assembly.GetTypes().Where(static type => type is { IsClass: true, IsAbstract: false, IsVisible: true, ContainsGenericParameters: false } && typeof(T).IsAssignableFrom(type))];
        }
        catch (ReflectionTypeLoadException e)
        {
            throw new UsageException($"'{path}' cannot be loaded completely: {e.LoaderExceptions.FirstOrDefault()?.Message} Publish the job with its dependencies.", e);
        }
    }

    private static Type Choose(Type[] workers, string? className, string path, string what)
    {
        string all = string.Join(", ", workers.Select(static type => type.FullName));
        if (workers.Length == 0)
            throw new UsageException($"'{path}' has no {what}: no public class in it implements {(what == "worker" ? typeof(IWorker) : typeof(IDriver)).FullName}.");
        if (className is null)
            return workers.Length == 1 ? workers[0] : throw new UsageException($"'{path}' has several {what}s; choose one with --class: {all}.");
        Type[] named = [.. workers.Where(type => type.FullName == className || type.Name == className)];
        return named.Length == 1 ? named[0] : throw new UsageException($"'{path}' has {(named.Length == 0 ? "no" : "more than one")} {what} '{className}'. It has: {all}.");
    }

    private sealed class JobLoadContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
    {
        // What the runtime's host found for the worker: its dependencies and the framework.
        private static readonly HashSet<string> OfWorker =
            [.. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator).Select(static file => Path.GetFileNameWithoutExtension(file))];

        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (IsShared(assemblyName)) return null;
            return _resolver.ResolveAssemblyToPath(assemblyName) is { } file ? LoadFromAssemblyPath(file) : null;
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : 0;

        /// <summary>
        /// The worker's own assemblies, and those whose types are part of its public interface. A job may bring Twister2 assemblies that the worker does not come with, or
        /// assemblies of its own with such names; those are the job's.
        /// </summary>
        private static bool IsShared(AssemblyName assembly) =>
            assembly.Name is { } name
            && (name.StartsWith("Twister2.", StringComparison.Ordinal) || name is "Microsoft.Extensions.Logging.Abstractions" or "Microsoft.Extensions.Logging" or "MemoryPack.Core")
            && OfWorker.Contains(name);
    }
}
