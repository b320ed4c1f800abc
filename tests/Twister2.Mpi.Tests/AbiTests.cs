using Twister2.Mpi.Interop;
using Twister2.Mpi.SingleProcess;
using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "none")]
public sealed class AbiTests
{
    public static TheoryData<string> Families => ["Open MPI", "MPICH", "MPI standard ABI"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_table_is_complete_and_without_doubles(string name)
    {
        var abi = Create(name);
        Assert.Equal(name, abi.Name);
        Assert.Equal(Enum.GetValues<DatatypeKind>().Length, abi.Datatypes.Distinct().Count());
        Assert.Equal(Enum.GetValues<OperationKind>().Length, abi.Operations.Distinct().Count());
        Assert.Equal(DatatypeFacts.All.Length, abi.Datatypes.Length);
        Assert.DoesNotContain(0, abi.Datatypes);
        var classes = abi.ErrorClasses.Where(c => c != ErrorClass.Unknown).ToArray();
        Assert.Equal(classes.Length, classes.Distinct().Count());
        Assert.True(classes.Length >= 57);
        Assert.Equal(ErrorClass.Success, abi.ToErrorClass(0));
        Assert.Equal(ErrorClass.Unknown, abi.ToErrorClass(-1));
        Assert.Equal(ErrorClass.Unknown, abi.ToErrorClass(1_000_000));
        Assert.Equal(abi.ThreadLevels.Order(), abi.ThreadLevels);
        Assert.True(abi.StatusSize <= 32 && abi.StatusError + 4 <= abi.StatusSize);
    }

    [Fact]
    public void MPICH_has_the_size_of_a_datatype_in_its_handle()
    {
        var abi = MpichAbi.Create(_ => 0);
        foreach (var kind in Enum.GetValues<DatatypeKind>())
        {
            long handle = abi.Datatype(kind);
            Assert.InRange(handle, 0x4c000000L, 0x8cffffffL);
            if (handle < 0x8c000000L)
                Assert.Equal(DatatypeFacts.All[(int)kind].Size, (int)(handle >> 8) & 0xff);
        }
    }

    [Fact]
    public void The_standards_error_classes_are_ours()
    {
        var abi = StandardAbi.Create();
        for (int i = 0; i < abi.ErrorClasses.Length; i++)
            Assert.Equal((ErrorClass)i, abi.ToErrorClass(i));
        Assert.Equal((19, 18), ((int)ErrorClass.InStatus, (int)ErrorClass.Pending));
        Assert.Equal((ErrorClass.Pending, ErrorClass.InStatus), (MpichAbi.Create(_ => 0).ToErrorClass(18), MpichAbi.Create(_ => 0).ToErrorClass(17)));
        Assert.Equal((ErrorClass.Pending, ErrorClass.InStatus), (Create("Open MPI").ToErrorClass(19), Create("Open MPI").ToErrorClass(18)));
    }

    [Fact]
    public void The_single_process_speaks_the_standard_ABI()
    {
        var abi = StandardAbi.Create();
        Assert.Equal((abi.AnySource, abi.AnyTag, abi.ProcNull, abi.InPlace), (Abi.AnySource, Abi.AnyTag, Abi.ProcNull, Abi.InPlace));
        Assert.NotEqual(0, SingleProcessLibrary.Find("MPI_Send"));
        Assert.Equal(0, SingleProcessLibrary.Find("MPI_Nonsense"));
    }

    [Fact]
    public unsafe void A_status_fits_every_ABI() => Assert.Equal((32, 32), (sizeof(NativeStatus), sizeof(SingleStatus)));

    [Theory]
    [InlineData("Open MPI v4.1.4, package: Debian OpenMPI", false)]
    [InlineData("Open MPI v5.0.0, package", true)]
    [InlineData("Open MPI v5.0.7, package: Debian OpenMPI", true)]
    [InlineData("Open MPI v5.0.8, package", false)]
    [InlineData("Open MPI v5.0.10, package", false)]
    [InlineData("Open MPI v5.0.", false)]
    [InlineData("Open MPI v6.0.0rc2, package", false)]
    [InlineData("", false)]
    public void The_launcher_of_Open_MPI_5_starts_one_program_at_once(string vendorLine, bool onlyOne) =>
        Assert.Equal(onlyOne, OpenMpiAbi.Create(_ => 0, vendorLine).SpawnsOneProgramOnly);

    [Theory]
    [InlineData("Open MPI v6.0.0rc2, package", true, "", long.MaxValue)]
    [InlineData("MPICH Version: 5.0.2", false, "ufs:", 0x7ffff000)]
    [InlineData("", false, "", long.MaxValue)]
    public void Behind_the_standard_ABI_are_the_faults_of_the_library(string vendorLine, bool openMpi, string prefix, long fileBytes)
    {
        var abi = StandardAbi.Create(vendorLine: vendorLine);
        Assert.Equal((openMpi, openMpi, openMpi), (abi.OpenHangsIfOneFails, abi.FileRequestsMustSucceed, abi.AtomicsOnWordsOnly));
        Assert.Equal((prefix, fileBytes), (abi.ColonPathPrefix, abi.MaxImmediateFileBytes));
    }

    private static MpiAbi Create(string name)
    {
        nint next = 0x1000;
        return name switch
        {
            "Open MPI" => OpenMpiAbi.Create(_ => next += 8),
            "MPICH" => MpichAbi.Create(_ => 0),
            _ => StandardAbi.Create(),
        };
    }
}
