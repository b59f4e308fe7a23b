namespace PtFormat.Kernels;

/// <summary>Work whose lanes run at the same time and wait for each other, for <see cref="Work"/>.</summary>
interface ITeamJob
{
    /// <summary>Does one lane's share. The share depends on the lane and the number of lanes, the numbers computed must not.</summary>
    void Run(Team team);
}
