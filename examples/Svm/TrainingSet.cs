namespace Twister2.Examples.Svm;

/// <summary>A worker's points with their labels, row by row.</summary>
internal sealed class TrainingSet
{
    private readonly double[] _points;
    private readonly sbyte[] _labels;
    private readonly int _features;

    /// <summary>Makes the points from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public TrainingSet(LabelledPoints points, long first, long end)
    {
        _features = points.Features;
        _labels = new sbyte[end - first];
        _points = new double[_labels.Length * (long)_features];
        for (int i = 0; i < _labels.Length; i++) _labels[i] = (sbyte)points.Make(first + i, Row(i));
    }

    /// <summary>How many points there are.</summary>
    public int Count => _labels.Length;

    /// <summary>
    /// Goes through all points once from a model on, and gives the new one: Pegasos (Shalev-Shwartz, Singer and Srebro, 2007), whose step is 1 / (λ·t), with t a little on, so that the first steps are not far too long.
    /// </summary>
    /// <param name="model">Where to begin.</param>
    /// <param name="lambda">How much a short model counts against points on the wrong side.</param>
    /// <param name="seen">How many points the model has seen on this worker.</param>
    public double[] Train(ReadOnlySpan<double> model, double lambda, long seen)
    {
        double[] weights = model.ToArray();
        for (int i = 0; i < Count; i++)
        {
            double step = 1 / (1 + lambda * (seen + i));
            ReadOnlySpan<double> point = Row(i);
            double side = _labels[i] * Vectors.Dot(weights, point);
            foreach (ref double weight in weights.AsSpan()) weight *= 1 - step * lambda;
            if (side < 1) Vectors.AddScaled(weights, point, step * _labels[i]);
        }
        return weights;
    }

    /// <summary>How many points a model has on their side.</summary>
    public long CountRight(ReadOnlySpan<double> model)
    {
        long right = 0;
        for (int i = 0; i < Count; i++)
            if (_labels[i] * Vectors.Dot(model, Row(i)) > 0) right++;
        return right;
    }

    private Span<double> Row(int i) => _points.AsSpan(i * _features, _features);
}
