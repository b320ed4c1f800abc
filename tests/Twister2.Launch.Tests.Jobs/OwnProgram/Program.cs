using Twister2.JobMaster;
using Twister2.LaunchJobs;

return Twister2Job.Run<Hello>(args);
