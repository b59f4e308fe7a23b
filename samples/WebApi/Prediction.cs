namespace WebApi;

/// <summary>What is answered.</summary>
/// <param name="Digit">The likeliest digit.</param>
/// <param name="Probability">Its probability.</param>
sealed record Prediction(int Digit, float Probability);
