using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.PowerShell.Stage;

// Clusters for the tests of the module, which PowerShell itself cannot host: one order a line comes in as JSON, its answer goes
// out as one line. The end of the input ends the clusters.
await using var stage = new ClusterStage();
while (await Console.In.ReadLineAsync() is { } line)
{
    JsonObject answer;
    try
    {
        var order = JsonSerializer.Deserialize<StageOrder>(line, JsonSerializerOptions.Web)!;
        answer = new JsonObject { ["result"] = await stage.CarryOutAsync(order) };
    }
    catch (Exception e)
    {
        answer = new JsonObject { ["error"] = e.Message };
    }

    await Console.Out.WriteLineAsync(answer.ToJsonString());
}
