using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tests.Cli;

namespace PtFormat.Tests.Formats;

/// <summary>
/// The user's language is no part of a file: Turkish letters, Arabic digits and signs change nothing about loading, saving and
/// inspecting. PtFormat runs without the system's cultures; the program around it may have them.
/// </summary>
sealed class CultureTests
{
    const int MaxFileBytes = 4096;

    [Test]
    public void InventedNumberFormatsChangeNothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string expected = Everything();
        CultureInfo strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        strange.NumberFormat = new() { NumberDecimalSeparator = "٫", NumberGroupSeparator = "٬", NegativeSign = "−", PositiveSign = "؜+", NaNSymbol = "ليس رقم", PositiveInfinitySymbol = "∞", NegativeInfinitySymbol = "−∞", PercentSymbol = "٪" };
        try
        {
            CultureInfo.CurrentCulture = strange;
            Assert.That((-1.5).ToString(CultureInfo.CurrentCulture), Is.EqualTo("−1٫5"), "the culture is in force");
            Assert.That(Everything(), Is.EqualTo(expected));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestCase("tr-TR")]
    [TestCase("ar-SA")]
    public void RealCulturesChangeNothing(string culture)
    {
        using Process child = ChildProcess.Start(["culture", culture], ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "0"), ("DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY", "0"));
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        if (child.ExitCode != 0 || output.StartsWith("invariant", StringComparison.Ordinal))
            Assert.Ignore($"this machine has no data of cultures (ICU): {output}");
        string[] lines = output.Split('\n');
        Assert.That(lines[0], Is.EqualTo(culture == "tr-TR" ? "İ -1,5" : "I ؜-١٫٥").Or.EqualTo("I ؜-1٫5").Or.EqualTo("I -1.5"), "the culture is in force");
        Assert.That(lines[1], Is.EqualTo(Digest()));
    }

    /// <summary>In a process of its own: first what shows that the culture is in force, then the digest of all results.</summary>
    public static void Run(string culture, TextWriter output)
    {
        CultureInfo info = CultureInfo.GetCultureInfo(culture);
        (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = (info, info);
        string sign = "i".ToUpper(CultureInfo.CurrentCulture);
        output.Write(culture == "tr-TR" && sign == "I" ? "invariant\n" : $"{sign} {(-1.5).ToString(CultureInfo.CurrentCulture)}\n");
        output.Write($"{Digest()}\n");
    }

    static string Digest() => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Everything())));

    // What users see of files, and the bytes that saving gives.
    static string Everything()
    {
        StringBuilder text = new();
        foreach (string path in Directory.GetFiles(Repository.Path("fixtures"), "*.pt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (new FileInfo(path).Length > MaxFileBytes)
                continue;
            string name = Path.GetRelativePath(Repository.Root, path);
            text.AppendLine(name);
            try
            {
                using PtFile file = PtFile.Open(path);
                foreach (TensorEntry entry in file.Tensors)
                    text.AppendLine(CultureInfo.InvariantCulture, $"{entry} {TensorHash.Sha256(entry)}");
                foreach (ValueEntry entry in file.Values)
                    text.AppendLine(CultureInfo.InvariantCulture, $"{entry} {entry.Repr}");
                using MemoryStream again = new();
                // What holds a program is written as its state_dict.
                if (file.Parts.Count > 0)
                    file.Save(again, PtSaveOptions.Default);
                else
                    file.Save(again);
                text.AppendLine(Convert.ToHexString(SHA256.HashData(again.ToArray())));
            }
            catch (PtFormatException e)
            {
                text.AppendLine(e.Kind.ToString());
            }
        }
        // Small files of every kind are enough for the program's own printing.
        foreach (string name in (string[])["zip/2.14/bare-tensor.pt", "values/2.14/shared-2.pt", "legacy/2.14/unusual.pt"])
            foreach (string[] verb in (string[][])[["inspect"], ["inspect", "--json"], ["dis"], ["verify"]])
                text.AppendLine(CommandLine.Run([verb[0], Repository.Path("fixtures", name), .. verb[1..]]).Output.Replace(Repository.Root, "", StringComparison.Ordinal));
        return text.ToString();
    }
}
