namespace PtFormat.Formats.Zip;

/// <summary>A record that is to be written.</summary>
/// <param name="Name">Its name below the root.</param>
/// <param name="Payload">Its content.</param>
/// <param name="Crc">False to write 0 for its checksum.</param>
readonly record struct ZipOutput(string Name, IPayload Payload, bool Crc);
