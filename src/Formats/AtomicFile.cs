using System.Runtime.InteropServices;

namespace PtFormat.Formats;

/// <summary>
/// How a file of PyTorch's is written: beside the target under another name, then renamed over it. Whatever fails before
/// the rename leaves the old file as it was; whoever reads sees the old file or the new one, never a part.
/// </summary>
sealed partial class AtomicFile : IDisposable
{
    const int BufferBytes = 64 * 1024;

    readonly string _path;
    readonly string _target;
    readonly string _temporary;
    readonly FileStream _stream;
    bool _committed;

    AtomicFile(string path, string target, string temporary, FileStream stream)
    {
        _path = path;
        _target = target;
        _temporary = temporary;
        _stream = stream;
    }

    /// <summary>Gets the new content.</summary>
    public FileStream Stream => _stream;

    /// <summary>Makes the temporary file. A target that is a link stays one: what it leads to is replaced.</summary>
    /// <exception cref="IOException">The target is no regular file, or its folder cannot be written.</exception>
    public static AtomicFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileInfo file = new(path);
        string target = file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (Path.EndsInDirectorySeparator(path) || Directory.Exists(target))
            throw new IOException($"{path} is a directory: a file's name was expected");
        if (!OperatingSystem.IsWindows() && IsDevice(target))
            throw new IOException($"{path} is no regular file: open it as a stream and save to that");
        string folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{path}: there is no folder {folder}");
        string temporary = Path.Combine(folder, $".ptformat-{Path.GetRandomFileName()}");
        FileStream stream = Open(path, folder, temporary);
        try
        {
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
            return new(path, target, temporary, stream);
        }
        catch
        {
            stream.Dispose();
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Brings the content to the disk and puts it in the target's place.</summary>
    /// <exception cref="IOException">The disk is full, or the target is in use (on Windows).</exception>
    public void Commit()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        try
        {
            File.Move(_temporary, _target, overwrite: true);
        }
        catch (Exception e) when (OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{_path} could not be replaced: on Windows a file that is open, or read-only, cannot be; close the PtFile first, or save under another name", e);
        }
        _committed = true;
        if (!OperatingSystem.IsWindows())
            FlushFolder(Path.GetDirectoryName(_target)!);
    }

    /// <summary>Without <see cref="Commit"/>: removes the temporary file.</summary>
    public void Dispose()
    {
        if (_committed)
            return;
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // What could not be flushed is thrown away anyway.
        }
        finally
        {
            File.Delete(_temporary);
        }
    }

    static FileStream Open(string path, string folder, string temporary)
    {
        try
        {
            return new(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = BufferBytes });
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"{path} cannot be saved: no file can be made in the folder {folder} ({e.Message.TrimEnd('.')})", e);
        }
    }

    // A rename would put a regular file in the place of the device or pipe.
    static bool IsDevice(string target) =>
        target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal)
        || target.StartsWith("/proc/", StringComparison.Ordinal)
        || new FileInfo(target) is { Exists: true, Length: 0 } && IsPipe(target);

    // Opening it so does not wait for a writer; .NET has no word for what kind of file a path leads to.
    static bool IsPipe(string target)
    {
        const int nonBlocking = 0x800, nonBlockingOnMac = 4;
        int descriptor = OpenPath(target, OperatingSystem.IsMacOS() ? nonBlockingOnMac : nonBlocking);
        if (descriptor < 0)
            return false;
        bool isPipe = Seek(descriptor, 0, 0) < 0;
        _ = Close(descriptor);
        return isPipe;
    }

    // The rename itself is safe only once the folder is on the disk. Some file systems cannot do that; nothing is lost then
    // but the promise, so it is no error.
    static void FlushFolder(string folder)
    {
        int descriptor = OpenPath(folder, 0);
        if (descriptor < 0)
            return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenPath(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial nint Seek(int descriptor, nint offset, int origin);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
