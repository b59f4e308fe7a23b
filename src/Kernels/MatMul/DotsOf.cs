using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>
/// The loops of <see cref="Dots"/> for one register and one way to store the weight. Lanes are neighbours along k; up to three
/// rows of x meet four rows of weight at a time, so that at least four sums are under way and one of x serves four products.
/// </summary>
sealed unsafe class DotsOf<V, T, S> : Dots
    where V : struct, ISimdF32<V>
    where T : unmanaged
    where S : struct, IStored<T>
{
    protected override int ItemBytes => sizeof(T);

    public override void Run(in DotCall call)
    {
        for (nint row = 0; row < call.M; row += PassRows)
        {
            DotCall pass = call;
            pass.M = Math.Min(PassRows, call.M - row);
            pass.X += row * call.XRow;
            pass.C += row * call.CRow;
            if (pass.M == 1)
                RunPass<Rows1>(pass);
            else if (pass.M == 2)
                RunPass<Rows2>(pass);
            else
                RunPass<Rows3>(pass);
        }
        call.Then?.Apply(call.C, call.M, call.N, call.CRow);
    }

    static void RunPass<H>(in DotCall call) where H : struct, IRows
    {
        nint j = 0;
        for (; j <= call.N - 4; j += 4)
            RunFour<H>(call, j, call.WeightRow);
        if (j == call.N)
            return;
        // The last rows of weight, one at a time: of four times the same row one result is kept.
        float* sums = stackalloc float[4 * PassRows];
        DotCall one = call;
        one.C = sums;
        one.CRow = 4;
        one.Bias = null;
        for (; j < call.N; j++)
        {
            one.Weight = (T*)call.Weight + j * call.WeightRow;
            RunFour<H>(one, 0, 0);
            for (int i = 0; i < H.Count; i++)
                call.C[i * call.CRow + j] = sums[4 * i] + (call.Bias == null ? 0 : call.Bias[j]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    static void RunFour<H>(in DotCall call, nint j, nint weightRow) where H : struct, IRows
    {
        T* w0 = (T*)call.Weight + j * weightRow, w1 = w0 + weightRow, w2 = w1 + weightRow, w3 = w2 + weightRow;
        float* x0 = call.X, x1 = x0 + call.XRow, x2 = x1 + call.XRow;
        V a0 = V.Zero, a1 = V.Zero, a2 = V.Zero, a3 = V.Zero;
        V b0 = V.Zero, b1 = V.Zero, b2 = V.Zero, b3 = V.Zero;
        V c0 = V.Zero, c1 = V.Zero, c2 = V.Zero, c3 = V.Zero;
        nint count = call.K, k = 0;
        T* ends = stackalloc T[4 * V.Count];
        while (k < count)
        {
            V x, y = V.Zero, z = V.Zero;
            if (k <= count - V.Count)
            {
                x = V.Load(x0 + k);
                if (H.Count > 1)
                    y = V.Load(x1 + k);
                if (H.Count > 2)
                    z = V.Load(x2 + k);
            }
            else
            {
                // What is left is moved to where whole registers may be read; zeros of x meet it there.
                nint left = count - k;
                x = V.LoadFirst(x0 + k, left);
                if (H.Count > 1)
                    y = V.LoadFirst(x1 + k, left);
                if (H.Count > 2)
                    z = V.LoadFirst(x2 + k, left);
                new Span<T>(ends, 4 * V.Count).Clear();
                for (nint i = 0; i < left; i++)
                {
                    ends[i] = w0[k + i];
                    ends[V.Count + i] = w1[k + i];
                    ends[2 * V.Count + i] = w2[k + i];
                    ends[3 * V.Count + i] = w3[k + i];
                }
                w0 = ends - k;
                w1 = w0 + V.Count;
                w2 = w1 + V.Count;
                w3 = w2 + V.Count;
            }
            V w = S.Load<V>(w0 + k);
            V.AddProduct(ref a0, x, w);
            if (H.Count > 1)
                V.AddProduct(ref b0, y, w);
            if (H.Count > 2)
                V.AddProduct(ref c0, z, w);
            w = S.Load<V>(w1 + k);
            V.AddProduct(ref a1, x, w);
            if (H.Count > 1)
                V.AddProduct(ref b1, y, w);
            if (H.Count > 2)
                V.AddProduct(ref c1, z, w);
            w = S.Load<V>(w2 + k);
            V.AddProduct(ref a2, x, w);
            if (H.Count > 1)
                V.AddProduct(ref b2, y, w);
            if (H.Count > 2)
                V.AddProduct(ref c2, z, w);
            w = S.Load<V>(w3 + k);
            V.AddProduct(ref a3, x, w);
            if (H.Count > 1)
                V.AddProduct(ref b3, y, w);
            if (H.Count > 2)
                V.AddProduct(ref c3, z, w);
            k += V.Count;
        }
        Finish(call, 0, j, a0, a1, a2, a3);
        if (H.Count > 1)
            Finish(call, 1, j, b0, b1, b2, b3);
        if (H.Count > 2)
            Finish(call, 2, j, c0, c1, c2, c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Finish(in DotCall call, nint row, nint j, V s0, V s1, V s2, V s3)
    {
        float* c = call.C + row * call.CRow + j;
        float* bias = call.Bias + j;
        bool isBiased = call.Bias != null;
        c[0] = V.Sum(s0) + (isBiased ? bias[0] : 0);
        c[1] = V.Sum(s1) + (isBiased ? bias[1] : 0);
        c[2] = V.Sum(s2) + (isBiased ? bias[2] : 0);
        c[3] = V.Sum(s3) + (isBiased ? bias[3] : 0);
    }
}
