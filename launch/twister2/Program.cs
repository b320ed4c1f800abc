using Twister2.Launch.Cli;

// twister2 VERB [options]: the command-line tool.
Twister2.Mpi.Launcher.UsePlainConsole();
return ToolCommand.Run(args);
