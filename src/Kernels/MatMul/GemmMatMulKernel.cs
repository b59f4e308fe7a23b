using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Batched products with any strides by <see cref="Gemm{T}"/>. Small ones are shared out among the threads whole; large ones
/// are each cut. b is packed into the workspace, by every thread for itself or once, where all share it.
/// </summary>
sealed unsafe class GemmMatMulKernel<T> : Kernel where T : unmanaged
{
    // Each with work for sixteen parts is better cut than shared out whole.
    const double ManyProducts = 1.6e7;

    // About 10 to 20 microseconds at 100 to 200 GFLOP/s.
    const double LeastProducts = 1e6;

    readonly int _registerBits;
    readonly Gemm<T> _gemm;
    readonly Dots? _dots;
    readonly MatMulProduct _product;
    readonly nint _packedLength;
    readonly int _lanes, _partItems;
    readonly bool _isShared;

    public GemmMatMulKernel(int registerBits, Layout a, Layout b)
    {
        _registerBits = registerBits;
        _gemm = Gemm<T>.OfBits(registerBits);
        _product = new(a, b);
        if (_product.IsByDots && typeof(T) == typeof(float))
            _dots = Dots.Of(registerBits, DType.Float32);
        else if (!_product.IsUnpacked(_gemm))
            // Panels of whole lines of memory, for each lane.
            _packedLength = (_gemm.PackedLength(_product.K, _product.N) + 15) / 16 * 16;
        double products = (double)_product.M * _product.N * _product.K;
        bool isWhole = _product.Count > 1 && products < ManyProducts;
        _partItems = isWhole ? (int)Math.Min(_product.Count, Math.Ceiling(LeastProducts / Math.Max(1, products))) : 0;
        _isShared = _product.Count > 1 && _product.IsShared;
        _lanes = isWhole && !_isShared ? Math.Min(Work.Threads, (_product.Count + _partItems - 1) / _partItems) : 1;
    }

    public override string Name => FormattableString.Invariant($"matmul {_registerBits} bits");

    public override long WorkspaceBytes => (long)_lanes * _packedLength * sizeof(T);

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Tensor first = inputs[0]!, second = inputs[1]!;
        // Turned round, the operands change places.
        bool isTurned = first.Shape[-2] > 1 && second.Shape[-1] == 1;
        fixed (T* a = (isTurned ? second : first).Borrow<T>(), b = (isTurned ? first : second).Borrow<T>(), c = outputs[0].BorrowForWriting<T>())
        fixed (T* packed = workspace is null || _packedLength == 0 ? [] : workspace.BorrowForWriting<T>(0, _lanes * _packedLength))
        {
            if (_isShared && packed != null)
                _gemm.PackOnThreads(b, _product.BRow, _product.BColumn, _product.K, _product.N, packed);
            if (_partItems > 0)
            {
                Items items = new(this, a, b, c, packed);
                Work.For((_product.Count + _partItems - 1) / _partItems, _packedLength > 0 && !_isShared ? _lanes : int.MaxValue, ref items);
            }
            else
                for (int item = 0; item < _product.Count; item++)
                    RunItem(item, a, b, c, packed, onThreads: true);
        }
    }

    void RunItem(int item, T* a, T* b, T* c, T* packed, bool onThreads)
    {
        (nint aStart, nint bStart) = _product[item];
        a += aStart;
        b += bStart;
        c += (nint)item * _product.M * _product.N;
        if (_dots is not null)
        {
            DotCall dots = new() { M = _product.M, N = _product.N, K = _product.K, X = (float*)a, XRow = _product.ARow, Weight = b, WeightRow = _product.BColumn, C = (float*)c, CRow = _product.N };
            if (onThreads)
                _dots.RunOnThreads(dots);
            else
                _dots.Run(dots);
            return;
        }
        GemmCall<T> gemm = new()
        {
            M = _product.M,
            N = _product.N,
            K = _product.K,
            A = a,
            ARow = _product.ARow,
            AStep = _product.AStep,
            B = _packedLength > 0 ? packed : b,
            BRow = _packedLength > 0 ? 0 : _product.BRow,
            C = c,
            CRow = _product.N,
        };
        bool packs = _packedLength > 0 && !_isShared;
        if (!onThreads)
        {
            if (packs)
                _gemm.Pack(b, _product.BRow, _product.BColumn, _product.K, _product.N, packed);
            _gemm.Run(gemm);
        }
        else if (packs && GemmColumnsJob<T>.Suits(_product.M, _product.K))
        {
            GemmColumnsJob<T> job = new(_gemm, gemm, b, _product.BRow, _product.BColumn);
            Work.For(job.Parts, ref job);
        }
        else
        {
            if (packs)
                _gemm.PackOnThreads(b, _product.BRow, _product.BColumn, _product.K, _product.N, packed);
            _gemm.RunOnThreads(gemm);
        }
    }

    readonly struct Items(GemmMatMulKernel<T> kernel, T* a, T* b, T* c, T* packed) : IJob
    {
        public void Run(int part, int lane)
        {
            int end = Math.Min(kernel._product.Count, (part + 1) * kernel._partItems);
            for (int item = part * kernel._partItems; item < end; item++)
                kernel.RunItem(item, a, b, c, packed + (kernel._isShared ? 0 : lane * kernel._packedLength), onThreads: false);
        }
    }
}
