using System.Runtime.CompilerServices;

// Every native signature here is blittable: no marshalling stubs, and the trimmer has nothing to look for.
[assembly: DisableRuntimeMarshalling]
