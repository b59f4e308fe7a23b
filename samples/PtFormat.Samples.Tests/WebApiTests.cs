using System.Diagnostics;
using System.Net;
using System.Text.Json;
using NUnit.Framework;

namespace PtFormat.Samples.Tests;

/// <summary>The service itself, listening on a port of its own, and clients that ask at the same time.</summary>
sealed class WebApiTests
{
    const string Listening = "Now listening on: ";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    Process? _service;
    HttpClient? _client;

    [OneTimeSetUp]
    public async Task Listen()
    {
        _service = Sample.Start("dotnet", Sample.Assembly("WebApi"), "--Model", Repository.Path("fixtures", "digits", "2.14", "modelnet.pt"), "--urls", "http://127.0.0.1:0");
        using CancellationTokenSource patience = new(Patience);
        while (await _service.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                _client = new() { BaseAddress = new(line[(at + Listening.Length)..].Trim()), Timeout = Patience };
                // Its log must not fill the pipe.
                _ = _service.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        Assert.Fail($"the service ended: {await _service.StandardError.ReadToEndAsync(patience.Token)}");
    }

    [OneTimeTearDown]
    public void End()
    {
        _client?.Dispose();
        _service?.Kill(entireProcessTree: true);
        _service?.Dispose();
    }

    [Test, Order(1)]
    public async Task UploadsThatComeAtOnceBecomeDigits()
    {
        // Each picture many times over, all at once: every answer must be that of its own picture.
        const int Times = 16;
        string[] uploads = [.. Enumerable.Repeat(Sample.Pictures, Times).SelectMany(pictures => pictures)];
        int[] digits = await Task.WhenAll(uploads.Select(async upload =>
        {
            using HttpResponseMessage answer = await Post(await File.ReadAllBytesAsync(upload));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            using JsonDocument prediction = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.That(prediction.RootElement.GetProperty("probability").GetSingle(), Is.InRange(0.5f, 1f));
            return prediction.RootElement.GetProperty("digit").GetInt32();
        }));
        Assert.That(digits, Is.EqualTo(uploads.Select(Sample.Label)));
    }

    [Test, Order(2)]
    public async Task WhatIsNoPictureIsRefused()
    {
        using HttpResponseMessage answer = await Post("no picture"u8.ToArray());
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.That(problem.RootElement.GetProperty("detail").GetString(), Does.Contain("picture"));
    }

    [Test, Order(3)]
    public async Task MetricsCountBoth()
    {
        string[] metrics = (await _client!.GetStringAsync("/metrics")).Split('\n');
        Assert.That(metrics, Does.Contain("digits_refused_total 1"));
        Assert.That(metrics.Single(line => line.StartsWith("digits_duration_seconds_count ", StringComparison.Ordinal)), Does.EndWith($" {16 * Sample.Pictures.Length}"));
    }

    [Test]
    public async Task TheServiceIsHealthy() => Assert.That(await _client!.GetStringAsync("/health"), Is.EqualTo("Healthy"));

    async Task<HttpResponseMessage> Post(byte[] upload)
    {
        using ByteArrayContent content = new(upload);
        return await _client!.PostAsync("/digits", content);
    }
}
