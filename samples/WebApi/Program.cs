using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using PtFormat.Models;
using PtFormat.Pickle;
using WebApi;

const long MostBytes = 1 << 20;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MostBytes);
// One reader for all requests: its session is compiled once and may be run by any number of threads.
builder.Services.AddSingleton(_ => DigitReader.Load(builder.Configuration["Model"] ?? throw new InvalidOperationException("no model was given: pass --Model FILE.pt")));
builder.Services.AddSingleton<DigitMetrics>();
builder.Services.AddHealthChecks().AddCheck<DigitHealth>("model");

WebApplication app = builder.Build();
// A model that cannot be loaded ends the program here, not the first request.
app.Services.GetRequiredService<DigitReader>();
app.MapHealthChecks("/health");
app.MapGet("/metrics", (DigitMetrics metrics) => metrics.ToString());
app.MapPost("/digits", async Task<Results<Ok<Prediction>, ProblemHttpResult>> (HttpRequest request, DigitReader reader, DigitMetrics metrics, CancellationToken cancellation) =>
{
    using MemoryStream upload = new();
    await request.Body.CopyToAsync(upload, cancellation);
    try
    {
        long start = Stopwatch.GetTimestamp();
        Prediction prediction = reader.Read(DigitImage.Decode(upload.ToArray()));
        metrics.Read(Stopwatch.GetElapsedTime(start));
        return TypedResults.Ok(prediction);
    }
    catch (PtFormatException e)
    {
        metrics.Refused();
        return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
    }
});
app.Run();
