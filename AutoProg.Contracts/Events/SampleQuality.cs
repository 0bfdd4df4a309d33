namespace AutoProg.Contracts.Events;

/// <summary>What is known of drawn images beside FID, by the same features.</summary>
/// <param name="Kid">Kernel distance to the test images (arXiv 1801.01401), which does not depend on how many there are; lower is better, about 0 for equal ones.</param>
/// <param name="InceptionScore">By the classifier's own classes (arXiv 1606.03498), from 1 to their number; higher is better.</param>
/// <param name="Precision">Share of drawn images that lie among test images (arXiv 1904.06991), 0 to 1; null for too few images.</param>
/// <param name="Recall">Share of test images that lie among drawn ones, 0 to 1; null for too few images.</param>
public sealed record SampleQuality(double Kid, double InceptionScore, double? Precision, double? Recall);
