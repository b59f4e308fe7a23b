using Microsoft.Extensions.Diagnostics.HealthChecks;
using PtFormat.Models;

namespace WebApi;

/// <summary>Healthy is a model that gives a number for an empty picture.</summary>
sealed class DigitHealth(DigitReader reader) : IHealthCheck
{
    static readonly DigitImage Empty = DigitImage.FromBytes(new byte[DigitImage.Size * DigitImage.Size]);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        float probability = reader.Read(Empty).Probability;
        return Task.FromResult(float.IsFinite(probability) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"the model gives {probability}"));
    }
}
