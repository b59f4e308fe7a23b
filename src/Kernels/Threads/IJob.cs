namespace PtFormat.Kernels;

/// <summary>Work in parts that do not depend on each other, for <see cref="Work"/>.</summary>
interface IJob
{
    /// <summary>Does one part. Any thread may do any part, so what a part writes must not depend on who does it.</summary>
    /// <param name="part">From 0 up to the number of parts.</param>
    /// <param name="lane">Which of the threads at work this is, from 0: no two parts run in one lane at a time, so each may own a piece of the workspace.</param>
    void Run(int part, int lane);
}
