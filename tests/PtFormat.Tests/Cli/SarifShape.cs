using System.Text.Json;
using NUnit.Framework;

namespace PtFormat.Tests.Cli;

/// <summary>
/// What the JSON schema of SARIF 2.1.0 (OASIS, errata 01) demands of the objects that a scan writes: members that must be there,
/// members that may, their kinds, and that there are no others.
/// </summary>
static class SarifShape
{
    // A member is required where it ends with '!'. After ':' follows what it is: text, a number with its least value, one of several
    // words, or another object; in brackets where it is a list of such.
    static readonly Dictionary<string, string> Objects = new()
    {
        ["log"] = "$schema:text version!:2.1.0 runs!:[run]",
        ["run"] = "tool!:tool invocations:[invocation] results:[result]",
        ["tool"] = "driver!:component",
        ["component"] = "name!:text version:text informationUri:text rules:[rule]",
        ["rule"] = "id!:text name:text shortDescription:string fullDescription:string help:string defaultConfiguration:configuration properties:bag",
        ["string"] = "text!:text markdown:text",
        ["configuration"] = "level:none|note|warning|error",
        ["invocation"] = "executionSuccessful!:truth",
        ["result"] = "ruleId:text ruleIndex:-1 level:none|note|warning|error message!:message locations:[location] partialFingerprints:texts",
        // One of text and id; ours are texts.
        ["message"] = "text!:text",
        ["location"] = "physicalLocation:place logicalLocations:[logical]",
        // One of address and artifactLocation; and of a region's three starts.
        ["place"] = "artifactLocation!:artifact region:region",
        ["artifact"] = "uri:uri uriBaseId:text",
        ["region"] = "startLine!:1 byteOffset:-1 byteLength:0",
        ["logical"] = "name:text fullyQualifiedName:text",
    };

    public static void Check(JsonElement log) => Check(log, "log", "$");

    static void Check(JsonElement value, string kind, string place)
    {
        if (Objects.TryGetValue(kind, out string? row))
        {
            Dictionary<string, string> members = row.Split(' ').ToDictionary(member => member[..member.IndexOf(':', StringComparison.Ordinal)].TrimEnd('!'), member => member[(member.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            Assert.That(value.ValueKind, Is.EqualTo(JsonValueKind.Object), place);
            string[] found = [.. value.EnumerateObject().Select(member => member.Name)];
            Assert.That(found, Is.Unique.And.SubsetOf(members.Keys), place);
            Assert.That(found, Is.SupersetOf(row.Split(' ').Where(member => member.Contains("!:", StringComparison.Ordinal)).Select(member => member[..member.IndexOf('!', StringComparison.Ordinal)])), place);
            foreach (JsonProperty member in value.EnumerateObject())
                Check(member.Value, members[member.Name], $"{place}.{member.Name}");
        }
        else if (kind.StartsWith('['))
        {
            Assert.That(value.ValueKind, Is.EqualTo(JsonValueKind.Array), place);
            foreach ((int index, JsonElement item) in value.EnumerateArray().Index())
                Check(item, kind[1..^1], $"{place}[{index}]");
        }
        else if (kind is "bag" or "texts")
        {
            Assert.That(value.ValueKind, Is.EqualTo(JsonValueKind.Object), place);
            foreach (JsonProperty member in value.EnumerateObject())
                Check(member.Value, kind == "bag" && member.Name == "tags" ? "[text]" : "text", $"{place}.{member.Name}");
        }
        else if (int.TryParse(kind, out int least))
            Assert.That(value.GetInt64(), Is.GreaterThanOrEqualTo(least), place);
        else if (kind == "truth")
            Assert.That(value.ValueKind, Is.EqualTo(JsonValueKind.True).Or.EqualTo(JsonValueKind.False), place);
        else if (kind == "uri")
            Assert.That(Uri.IsWellFormedUriString(value.GetString(), UriKind.RelativeOrAbsolute), place);
        else
            Assert.That(value.GetString(), kind == "text" ? Is.Not.Empty : Is.AnyOf([.. kind.Split('|')]), place);
    }
}
