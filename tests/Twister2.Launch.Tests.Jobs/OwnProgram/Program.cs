using Twister2.JobMaster;
using Twister2.LaunchJobs;

return args is ["built", ..]
    ? Twister2Job.NewBuilder().SetJobName("built").SetWorkerClass<Hello>().SetComputeResource(workers: 3, cores: 2, memory: "1G").SetConfig("greeting", "good morning").SetArguments(args).Build().Run()
    : Twister2Job.Run<Hello>(args);
