using System.Diagnostics.CodeAnalysis;

namespace Twister2.Mpi.Interop;

/// <summary>
/// The functions of the MPI library in use, each resolved once. The fields have MPI's own names; where they come from - a shared
/// library or <see cref="SingleProcess.SingleProcessLibrary"/> - nothing above can tell.
/// </summary>
/// <remarks>
/// Handles travel by value as <see cref="nint"/> in every ABI. A handle that MPI writes goes into a zero-initialised <see cref="nint"/>:
/// libraries of the MPICH family write only its lower four bytes.
/// </remarks>
[SuppressMessage("Design", "CA2211", Justification = "Internal, written once at start: a field access is all a call should cost.")]
internal static unsafe partial class MpiFunctions
{
    /// <summary>Fills every field; <paramref name="find"/> returns 0 for what the library lacks.</summary>
    /// <exception cref="MpiException">The library lacks a function that MPI 3 has.</exception>
    public static void Resolve(Func<string, nint> find, string library)
    {
        nint Required(string name)
        {
            nint address = find(name);
            return address != 0
                ? address
                : throw new MpiException(
                    Twister2.Mpi.ErrorClass.UnsupportedOperation, name, $"{library} has no function {name}; MPI 3.0 or later is needed");
        }

        nint Optional(string name) => OrMissing(find(name));

        ResolveEnvironment(Required);
        ResolveCommunicators(Required);
        ResolvePointToPoint(Required);
        ResolveCompletion(Required);
        ResolvePersistent(Required);
        ResolveLarge(find, Required);
        ResolveCollectives(Required);
        ResolveGroups(Required);
        ResolveInfos(Required, Optional);
        ResolveTopologies(Required);
        ResolveNeighbors(find, Required);
        ResolveProcesses(Required, Optional);
        ResolveAttributes(Required);
        ResolveOneSided(Required);
        ResolveDatatypes(Required);
        ResolveFiles(find);
    }
}
